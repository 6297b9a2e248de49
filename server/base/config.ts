import { isIP } from "node:net";
import { availableParallelism, homedir } from "node:os";
import { join, resolve } from "node:path";
import { StoaError } from "./errors.ts";
import { readBudget, type Budget } from "./read-budget.ts";

/** What the environment decides about one deployment. Read once, here; nothing else reads `process.env`. */
export interface Config {
  dataDir: string;
  port: number;
  /** The address people use, without a trailing slash; until set this machine's own. */
  publicUrl: string;
  publicUrlGiven: boolean;
  listen: string;
  databaseUrl: string | undefined;
  tls: { certFile: string; keyFile: string } | undefined;
  trustedProxies: string[];
  /** Names, `name:port`s or CIDRs that boxes may reach although the address is private. */
  egressAllow: string[];
  /** Name servers asked for the records that prove hosts' own domains; none: this machine's. */
  nameServers: string[];
  /** What the boxes of one customer may send, and get, on this machine, in bytes a second; undefined: no cap. */
  customerBytesPerSecond: number | undefined;
  /** Hosts of package registries a build may reach; undefined: those the package clients themselves are set to. */
  registries: string[] | undefined;
  /** A CA bundle handed to builds, where the operator's network has its own authority. */
  caFile: string | undefined;
  /** Whether programs may read customers' secrets themselves, or only have Stoa add them to requests. */
  rawSecrets: "allow" | "deny";
  /** The folder of runsc and enter: every box is then gVisor's. */
  gvisor: string | undefined;
  slots: number;
  /** What is prepared so that programs start warm: boxes beside the slots, and what of the disk it may take. Undefined: nothing. */
  warm: { slots: number; megabytes: number } | undefined;
  /** What of logs, builds and history is kept. */
  keep: { logs: Budget; builds: Budget; history: Budget };
  /** How many days what was uninstalled is held before it is erased. */
  holdDays: number;
  logLevel: string;
  /** The example product beside this deployment, on a port of this machine; undefined: none. */
  example: { port: number } | undefined;
}

/** Reads and checks the environment. @throws StoaError `setup` that names the variable and the fix. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const port = readNumber(env, "STOA_PORT", 4400, 1, 65_535);
  const tls = readTls(env);
  const publicUrl = readUrl(env["STOA_URL"]) ?? `${tls ? "https" : "http"}://127.0.0.1:${port}`;
  return {
    dataDir: resolve(env["STOA_DATA"] ?? defaultDataDir(env)),
    port,
    publicUrl,
    publicUrlGiven: env["STOA_URL"] !== undefined,
    listen: env["STOA_LISTEN"] ?? "127.0.0.1",
    databaseUrl: env["STOA_DATABASE_URL"],
    tls,
    trustedProxies: readProxies(env),
    egressAllow: readList(env["STOA_EGRESS_ALLOW"]),
    nameServers: readNameServers(env),
    customerBytesPerSecond: readNumber(env, "STOA_CUSTOMER_MBITS", 200, 0, 1_000_000) * 125_000 || undefined,
    registries: env["STOA_REGISTRIES"] === undefined ? undefined : readList(env["STOA_REGISTRIES"]),
    caFile: env["STOA_CA_FILE"] ?? env["NODE_EXTRA_CA_CERTS"],
    rawSecrets: readRawSecrets(env["STOA_RAW_SECRETS"] || "allow"),
    gvisor: env["STOA_GVISOR"] ? resolve(env["STOA_GVISOR"]) : undefined,
    slots: readNumber(env, "STOA_SLOTS", usualSlots(), 1, 256),
    warm: readWarm(env),
    keep: {
      logs: readBudget("STOA_KEEP_LOGS", env["STOA_KEEP_LOGS"], { days: 90, size: { part: 0.2 } }),
      builds: readBudget("STOA_KEEP_BUILDS", env["STOA_KEEP_BUILDS"], { days: 90, size: { part: 0.2 } }),
      history: readBudget("STOA_KEEP_HISTORY", env["STOA_KEEP_HISTORY"], { days: 400, size: { part: 0.2 } }),
    },
    holdDays: readNumber(env, "STOA_HOLD_DAYS", 30, 0, 3_650),
    logLevel: readLevel(env["STOA_LOG"] || "info"),
    example: readExample(env, port),
  };
}

/** On for whoever looks at Stoa on their own machine. A public deployment has no use for a product whose passwords stand in the source. */
function readExample(env: NodeJS.ProcessEnv, port: number): Config["example"] {
  const text = env["STOA_EXAMPLE"] || (env["STOA_URL"] === undefined ? "on" : "off");
  if (text === "on") return { port: port + 10 <= 65_535 ? port + 10 : port - 10 };
  if (text === "off") return undefined;
  throw new StoaError("setup", { what: `STOA_EXAMPLE is "${text}".`, fix: "Set it to on or off." });
}

const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

function readLevel(text: string): string {
  if (levels.includes(text)) return text;
  throw new StoaError("setup", { what: `STOA_LOG is "${text}".`, fix: `Set it to one of ${levels.join(", ")}.` });
}

/** Three for questions, builds and pushes; for runs one more than there are processors, and three at least. */
function usualSlots(processors = availableParallelism()): number {
  return Math.min(256, 3 + Math.max(3, processors + 1));
}

function readWarm(env: NodeJS.ProcessEnv): Config["warm"] {
  const slots = readNumber(env, "STOA_WARM_SLOTS", 3, 0, 64);
  return slots === 0 ? undefined : { slots, megabytes: readNumber(env, "STOA_WARM_MB", 512, 16, 1_000_000) };
}

function readRawSecrets(text: string): Config["rawSecrets"] {
  if (text === "allow" || text === "deny") return text;
  throw new StoaError("setup", { what: `STOA_RAW_SECRETS is "${text}".`, fix: "Set it to allow or deny." });
}

function defaultDataDir(env: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return "/var/lib/stoa";
  return join(env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "stoa");
}

function readNumber(env: NodeJS.ProcessEnv, name: string, fallback: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new StoaError("setup", { what: `${name} is "${text}".`, fix: `Set ${name} to a whole number from ${least} to ${most}.` });
}

function readUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url && (url.protocol === "http:" || url.protocol === "https:") && url.pathname === "/") return url.origin;
  throw new StoaError("setup", { what: `STOA_URL is "${text}".`, fix: "Set it to an origin such as https://stoa.example.com" });
}

function readTls(env: NodeJS.ProcessEnv): Config["tls"] {
  const certFile = env["STOA_TLS_CERT"];
  const keyFile = env["STOA_TLS_KEY"];
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  throw new StoaError("setup", { what: "Only one of STOA_TLS_CERT and STOA_TLS_KEY is set.", fix: "Set both, or neither." });
}

/** Addresses only: a name could come to mean another machine, and who is trusted decides whom others seem to be. */
function readProxies(env: NodeJS.ProcessEnv): string[] {
  const proxies = readList(env["STOA_TRUSTED_PROXIES"]);
  const wrong = proxies.find((text) => !isNetwork(text));
  if (wrong === undefined) return proxies;
  throw new StoaError("setup", {
    what: `STOA_TRUSTED_PROXIES has "${wrong}".`,
    fix: "List addresses or networks, such as 127.0.0.1 or 10.0.0.0/8.",
  });
}

/** `127.0.0.1`, `127.0.0.1:53`, `[::1]:53`: a name would need a name server itself. */
function readNameServers(env: NodeJS.ProcessEnv): string[] {
  const servers = readList(env["STOA_DNS"]);
  const wrong = servers.find((text) => isIP(text) === 0 && isIP(text.replace(/^\[([^\]]*)\](?::\d{1,5})?$|:\d{1,5}$/, "$1")) === 0);
  if (wrong === undefined) return servers;
  throw new StoaError("setup", {
    what: `STOA_DNS has "${wrong}".`,
    fix: "List addresses of name servers, such as 9.9.9.9 or 127.0.0.1:5353.",
  });
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (family === 4 ? 32 : 128));
}

function readList(text: string | undefined): string[] {
  return (text ?? "").split(/[\s,]+/).filter((part) => part !== "");
}
