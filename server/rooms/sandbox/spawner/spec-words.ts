import { isIPv4 } from "node:net";
import type { BoxSpec } from "../box.ts";

/**
 * A spec as it travels to the spawner: without the streams, with the box's token at the gateway. `again`: the connection is used for another box
 * after this one (frame l).
 */
export type WireSpec = Omit<BoxSpec, "state" | "files" | "warm"> & { hasState: boolean; token: string; gate: string; again?: boolean };

const stateMax = 64 << 20;
const stateEntries = 10_000;
const usualInodes = 10_000;
const stateWords = Object.entries({
  stateBytes: stateMax + stateEntries * 4096,
  stateInodes: stateEntries + 100,
  stateMax,
  stateEntries,
}).flatMap(([name, value]) => [name, String(value)]);

/**
 * The flat list of words the launcher reads, joined by NUL: a verb and its arguments. Everything that would break the list, or that the
 * launcher could take for something else, is refused here. Where processes are only watched, a resource limit a little above the limit keeps
 * a fork bomb small enough to be looked at (it counts per user namespace since Linux 5.14). @throws Error that names the field.
 */
export function specWords(spec: WireSpec, watchPids: boolean): string {
  check(spec);
  const hosts = assignAddresses(spec.egress);
  const words = ["root", spec.root, "cwd", spec.cwd, "gate", spec.gate, "token", spec.token];
  words.push(...limitWords(spec.limits));
  if (watchPids) words.push("processes", String(spec.limits.pids + 8));
  words.push(...stateWordsOf(spec), ...(spec.hold ? ["hold", "1"] : []));
  for (const bind of spec.binds) words.push("bind", bind.write ? "rw" : "ro", bind.from, bind.to);
  for (const name in spec.env) words.push("env", name, spec.env[name] as string);
  for (const word of spec.command) words.push("command", word);
  for (const { address, port } of hosts) words.push("listen", address, String(port));
  for (const address of new Set(hosts.filter(({ extra }) => extra).map(({ address }) => address))) words.push("lo", address);
  const bad = words.findIndex((word) => word.includes("\0"));
  if (bad >= 0) throw new Error(`the value after "${words[bad - 1]}" holds a NUL character`);
  return words.join("\0");
}

const stateWordsOf = ({ hasState, keepState }: WireSpec): string[] => [
  ...(hasState || keepState ? stateWords : []),
  ...(keepState ? ["keepState", "1"] : []),
];

function limitWords({ outputBytes, outputRate = 0, tmpBytes, tmpInodes = usualInodes, openFiles, pids }: BoxSpec["limits"]): string[] {
  const sizes = ["outputBytes", `${outputBytes}`, "outputRate", `${outputRate}`, "tmpBytes", `${tmpBytes}`, "tmpInodes", `${tmpInodes}`];
  return [...sizes, "openFiles", `${openFiles}`, "pids", `${pids}`];
}

export interface Listening {
  host: string;
  port: number;
  address: string;
  /** An address that loopback does not have by itself. */
  extra: boolean;
}

/**
 * Each name gets its own 127.x address; a written IPv4 address keeps itself, so that a program may dial it unchanged. A wildcard listens on
 * every address that has no listener of its own: the gateway gives names below it theirs (127.78.x) when they are looked up.
 */
export function assignAddresses(egress: BoxSpec["egress"]): Listening[] {
  const given = new Map<string, string>();
  return egress.map(({ host, port }) => {
    if (isIPv4(host)) return { host, port, address: host, extra: !host.startsWith("127.") };
    if (host.startsWith("*.")) return { host, port, address: "0.0.0.0", extra: false };
    if (host === "localhost") return { host, port, address: "127.0.0.1", extra: false };
    const address = given.get(host) ?? `127.77.${given.size >> 8}.${(given.size & 255) + 1}`;
    given.set(host, address);
    return { host, port, address, extra: false };
  });
}

/** The box's /etc/hosts; a name's final dot is part of what a program looks up in it. */
export function hostsFile(egress: BoxSpec["egress"]): string {
  const names = new Map(
    assignAddresses(egress)
      .filter(({ host, address }) => host !== address && address !== "0.0.0.0")
      .map(({ host, address }) => [host, address]),
  );
  names.set("localhost", "127.0.0.1");
  return [...names].map(([host, address]) => `${address}\t${host} ${host}.\n`).join("") + "127.0.0.1\tbox\n";
}

function check(spec: WireSpec): void {
  const absolute = [spec.root, spec.cwd];
  for (const { from, to } of spec.binds) absolute.push(from, to);
  const relative = absolute.find((path) => !path.startsWith("/") || (path.includes("..") && path.split("/").includes("..")));
  if (relative !== undefined) throw new Error(`"${relative}" is not an absolute path without ".."`);
  if (!/^[a-z0-9_-]{1,64}$/.test(spec.id)) throw new Error("the id of a box is 1 to 64 of a-z, 0-9, _ and -");
  if (spec.command.length === 0) throw new Error("there is no command");
  const odd = spec.binds.find(({ to }) => !/^\/[a-z0-9_-]+$/.test(to));
  if (odd) throw new Error(`"${odd.to}" is not a folder at the top of the runtime`);
  for (const name in spec.env)
    if (name === "" || name.includes("=")) throw new Error(`"${name}" cannot be the name of an environment variable`);
  checkLimits(spec.limits);
  checkEgress(spec.egress);
}

function checkLimits(limits: BoxSpec["limits"]): void {
  for (const [limit, value] of Object.entries(limits)) {
    const least = limit === "graceMs" ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least) throw new Error(`the limit ${limit} is ${value}; it must be a whole number above 0`);
  }
}

function checkEgress(egress: BoxSpec["egress"]): void {
  for (const { host, port } of egress) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`the port ${port} of ${host} is not 1 to 65535`);
    if (!/^(\*\.)?[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(host)) throw new Error(`"${host}" is not a host name or an IPv4 address`);
  }
}
