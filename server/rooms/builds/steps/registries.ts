import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { collect } from "../git/run-git.ts";
import type { Box, BoxSpec } from "../../sandbox/index.ts";

const run = promisify(execFile);

interface Host {
  host: string;
  port: number;
}

export interface RegistryAccess {
  hosts: Host[];
  /** Where the package clients look, when this machine's own are set to look elsewhere than the runtime's. */
  env: Record<string, string>;
}

/** What the package clients are set to: their addresses, and hosts they are led on to. */
type Settings = Partial<Record<"npm" | "pip" | "pipFiles" | "go" | "goSum" | "gem", string>>;

const names: readonly string[] = ["npm", "pip", "pipFiles", "go", "goSum", "gem"];

// Each client says itself what it is set to; a client that is not there says nothing.
const ask = `
say() { printf '%s %s\\n' "$1" "$2"; }
command -v npm >/dev/null && say npm "$(npm config get registry 2>/dev/null)"
command -v python3 >/dev/null && python3 -c 'from pip._internal.models.index import PyPI
print("pip", PyPI.simple_url)
print("pipFiles", PyPI.file_storage_domain)' 2>/dev/null
command -v go >/dev/null && say go "$(go env GOPROXY)" && say goSum "$(go env GOSUMDB)"
command -v gem >/dev/null && say gem "$(gem sources --list 2>/dev/null | grep '^http' | head -n 1)"
true`;

const asked = new Map<string, Promise<Settings>>();

/**
 * The registries a build may reach: the operator's list, else what the package clients are set to, this machine's own settings
 * (a mirror) before the runtime's. Nothing is written down here: each client is asked.
 */
export async function findRegistries(input: {
  start(spec: BoxSpec): Promise<Box>;
  root: string;
  listed: readonly string[] | undefined;
}): Promise<RegistryAccess> {
  const inside = await remember(input.root, () => askInside(input));
  const outside = await remember("", askMachine);
  const env = readMirrors(inside, outside);
  const hosts = input.listed ? input.listed.flatMap(toHost) : readHosts(inside, outside);
  return { hosts: [...new Map(hosts.map((host) => [`${host.host}:${host.port}`, host])).values()], env };
}

const variables = { npm: "npm_config_registry", pip: "PIP_INDEX_URL", go: "GOPROXY" } as const;

/** Variables that lead the runtime's clients to where this machine's own look. */
function readMirrors(inside: Settings, outside: Settings): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [client, variable] of Object.entries(variables) as [keyof typeof variables, string][]) {
    const mirror = outside[client];
    if (mirror !== undefined && inside[client] !== undefined && mirror !== inside[client]) env[variable] = mirror;
  }
  return env;
}

function readHosts(inside: Settings, outside: Settings): Host[] {
  const used = (client: keyof typeof variables): string => (inside[client] === undefined ? "" : (outside[client] ?? inside[client]));
  const pipFiles = used("pip") === inside.pip ? inside.pipFiles : undefined;
  const sums = inside.goSum?.split(" ").at(-1)?.split("+")[0];
  const words = [used("npm"), used("pip"), pipFiles, ...used("go").split(/[,|]/), sums, inside.gem];
  return words.flatMap((word) => toHost(word ?? ""));
}

function remember(key: string, make: () => Promise<Settings>): Promise<Settings> {
  const known = asked.get(key);
  if (known) return known;
  const made = make();
  asked.set(key, made);
  made.catch(() => asked.delete(key));
  return made;
}

async function askInside(input: { start(spec: BoxSpec): Promise<Box>; root: string }): Promise<Settings> {
  const box = await input.start({
    id: "registries",
    root: input.root,
    binds: [],
    command: ["/bin/sh", "-c", ask],
    cwd: "/",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/tmp", LC_ALL: "C.UTF-8" },
    limits: {
      memoryBytes: 512 << 20,
      pids: 64,
      cpuPercent: 100,
      wallMs: 30_000,
      graceMs: 1_000,
      outputBytes: 65_536,
      tmpBytes: 16 << 20,
      openFiles: 1024,
    },
    egress: [],
  });
  box.stderr.resume();
  box.messages.resume();
  const [text] = await Promise.all([collect(box.stdout), box.ended]);
  const found: Record<string, string> = {};
  for (const line of text.toString("utf8").split("\n")) {
    const [name = "", value = ""] = line.split(/ (.*)/s, 2);
    if (names.includes(name) && value !== "" && value !== "undefined") found[name] = value.trim();
  }
  return found;
}

/** This machine's own clients know the mirror its operator set, if any. */
async function askMachine(): Promise<Settings> {
  const [npm, pip, go] = await Promise.all([
    answer("npm", "config", "get", "registry"),
    answer("pip3", "config", "list"),
    answer("go", "env", "GOPROXY"),
  ]);
  const index = /^[^\n]*\bindex-url='([^']+)'/m.exec(pip ?? "")?.[1];
  return { ...(npm && { npm }), ...(index && { pip: index }), ...(go && { go }) };
}

async function answer(file: string, ...args: string[]): Promise<string | undefined> {
  const { stdout } = await run(file, args, { timeout: 15_000 }).catch(() => ({ stdout: "" }));
  const text = stdout.trim();
  return text === "" || text === "undefined" ? undefined : text;
}

/** `host`, `host:port` or an address as host and port; nothing for words such as `direct` and `off`. */
function toHost(word: string): Host[] {
  const text = word.trim();
  if (text === "" || text === "direct" || text === "off") return [];
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  if (!url || url.hostname === "" || (url.protocol !== "https:" && url.protocol !== "http:")) return [];
  return [{ host: url.hostname, port: url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port) }];
}
