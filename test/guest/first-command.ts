// Run in the guest only (npm run test:guest): the README's first command, typed by root, by pat after a login and by quin without one, on Debian's
// own Node and npm; then what the status page says of the limits. The example is left out: its runtimes need a network, and the guest has none.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import type { SessionView, StatusView } from "@stoa/contract";
import { createClient } from "@stoa/sdk";

const who = process.env["STOA_GUEST_WHO"] ?? "";
const delegated = who !== "quin";
const clone = join(import.meta.dirname, "../..");
const dataDir = mkdtempSync("/var/tmp/stoa-first-");
// Started by root, the server runs as a user of its own, who must come to the folder.
chmodSync(dataDir, 0o755);
const env = { ...process.env, PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", STOA_EXAMPLE: "off", STOA_DATA: join(dataDir, "data") };
const child = spawn("npm", ["start"], { cwd: clone, env, stdio: ["ignore", "pipe", "inherit"], detached: true });
const ended = once(child, "close") as Promise<[number | null, string | null]>;
after(() => {
  if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), "SIGKILL");
});

test("npm start prints an address and a link, and says how limits are kept", async () => {
  const { url, code } = await ready();
  const { token } = await createClient({ url }).send<SessionView>("POST", "/v1/sessions", { code, frame: true });
  const { sandbox, machine } = await createClient({ url, token: token ?? "" }).get<StatusView>("/v1/operator/status");
  assert.equal(machine.asRoot, who === "root");
  const { cgroups, watchedLimits, uidPerSlot, notes } = sandbox;
  assert.deepEqual([cgroups, watchedLimits, uidPerSlot], delegated ? ["v2", [], who === "root"] : ["none", ["memory", "pids"], false]);
  const said = notes.filter((note) => /no limit on CPU|looking five times a second: memory, pids/.test(note));
  assert.equal(said.length, delegated ? 0 : 2, notes.join(" "));
});

test("Ctrl-C stops it", async () => {
  process.kill(-(child.pid ?? 0), "SIGINT");
  const [code, signal] = await ended;
  assert.ok(code === 0 || code === 130 || signal === "SIGINT", `${code} ${signal}`);
});

async function ready(): Promise<{ url: string; code: string }> {
  let text = "";
  for await (const line of createInterface({ input: child.stdout })) {
    text += `${line}\n`;
    process.stdout.write(`# ${line}\n`);
    const code = /sign-in#(\S+)/.exec(text)?.[1];
    const url = /Stoa is ready: (\S+)/.exec(text)?.[1];
    if (code !== undefined && url !== undefined && line.includes("Sign in once")) return { url, code };
  }
  throw new Error(`npm start ended: ${text}`);
}
