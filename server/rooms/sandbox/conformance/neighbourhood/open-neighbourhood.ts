import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forbidden, machine, neighbour, site } from "./world.ts";

export interface Neighbourhood {
  /** The command and first arguments that run a program on the small network's machine. */
  enter: [command: string, ...args: string[]];
  close(): Promise<void>;
}

const prefix = "stoa-net-";

/**
 * Two network namespaces joined by a cable: a machine, and everything around it with its servers. The real machine's routes are not touched, so
 * that an address such as the metadata service's may be served. Root only. What a killed predecessor left is removed first.
 */
export async function openNeighbourhood(): Promise<Neighbourhood> {
  removeOrphans();
  const [inside, outside] = [`${prefix}${process.pid}-in`, `${prefix}${process.pid}-out`];
  for (const name of [inside, outside]) ip("netns", "add", name);
  lay(inside, outside);
  const folder = mkdtempSync(join(tmpdir(), "stoa-net-"));
  writeFileSync(join(folder, "resolv.conf"), `nameserver ${neighbour.private4}\noptions timeout:5 attempts:2\n`);
  const servers = await serve(outside);
  const mount = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
  return {
    enter: ["nsenter", `--net=/run/netns/${inside}`, "unshare", "--mount", "/bin/sh", "-c", mount, join(folder, "resolv.conf")],
    close: async () => {
      servers.stdin?.end();
      await once(servers, "exit");
      for (const name of [inside, outside]) ip("netns", "delete", name);
      rmSync(folder, { recursive: true });
    },
  };
}

function lay(inside: string, outside: string): void {
  ip("link", "add", "near", "netns", inside, "type", "veth", "peer", "name", "far", "netns", outside);
  const give = (namespace: string, device: string, ...addresses: string[]): void => {
    for (const address of addresses)
      ip("-n", namespace, "addr", "add", address, "dev", device, ...(address.includes(":") ? ["nodad"] : []));
    ip("-n", namespace, "link", "set", device, "up");
  };
  give(inside, "lo");
  give(inside, "near", `${machine.public4}/24`, `${machine.private4}/24`, `${machine.public6}/64`);
  give(outside, "far", `${neighbour.public4}/24`, `${neighbour.private4}/24`, `${neighbour.public6}/64`);
  give(
    outside,
    "lo",
    ...[site.four, site.six, ...forbidden.map(([address]) => address)].map((address) => `${address}/${address.includes(":") ? 128 : 32}`),
  );
  ip("-n", inside, "route", "add", "default", "via", neighbour.public4);
  ip("-n", inside, "-6", "route", "add", "default", "via", neighbour.public6);
}

async function serve(outside: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "main.ts");
  const child = spawn("nsenter", [`--net=/run/netns/${outside}`, process.execPath, script], { stdio: ["pipe", "pipe", "inherit"] });
  const [said] = (await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => ["it ended"])])) as [Buffer | string];
  if (said.toString() !== "ready\n") throw new Error(`the servers of the small network do not stand: ${said.toString()}`);
  return child;
}

function removeOrphans(): void {
  if (!existsSync("/run/netns")) return;
  for (const name of readdirSync("/run/netns")) {
    const pid = new RegExp(`^${prefix}(\\d+)-(?:in|out)$`).exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) ip("netns", "delete", name);
  }
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
