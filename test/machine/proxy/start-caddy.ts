import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../server/machine/testing/run-main.ts";

export interface Caddy {
  /** What people open: TLS by Caddy's own authority. */
  url: string;
  /** That authority's certificate, a file everybody may read. */
  authority: string;
  /** Where Stoa has to listen. */
  upstreamPort: number;
  stop(): Promise<void>;
}

/** An address of this machine that is none of those Stoa takes for its own. */
export const publicHost = "127.0.0.2";

/** Debian's Caddy before a port of loopback, in as few lines as the operator's guide has; it also takes names that Stoa tells it to. */
export async function startCaddy(): Promise<Caddy> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-caddy-"));
  const [port, upstreamPort] = [await freePort(), await freePort()];
  const url = `https://${publicHost}:${port}`;
  const upstream = `127.0.0.1:${upstreamPort}`;
  const onDemand = `on_demand_tls {\n\t\task http://${upstream}/tls/ask\n\t}`;
  const global = ["admin off", "auto_https disable_redirects", "skip_install_trust", `default_sni ${publicHost}`, onDemand];
  const sites = [`${url} {\n\ttls internal`, `https://:${port} {\n\ttls internal {\n\t\ton_demand\n\t}`];
  writeFileSync(
    join(folder, "Caddyfile"),
    [`{\n\t${global.join("\n\t")}\n}`, ...sites.map((site) => `${site}\n\treverse_proxy ${upstream}\n}`), ""].join("\n"),
  );
  const child = spawn("caddy", ["run", "--config", "Caddyfile", "--adapter", "caddyfile"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, XDG_DATA_HOME: join(folder, "data"), XDG_CONFIG_HOME: join(folder, "config") },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const made = join(folder, "data/caddy/pki/authorities/local/root.crt");
  for (let tries = 0; !existsSync(made) || !said.includes("serving initial configuration"); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`Caddy did not start: ${said}`);
    await sleep(50);
  }
  const shared = mkdtempSync(join(tmpdir(), "stoa-authority-"));
  mkdirSync(shared, { recursive: true, mode: 0o755 });
  const authority = join(shared, "root.crt");
  copyFileSync(made, authority);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await once(child, "close");
    for (const one of [folder, shared]) rmSync(one, { recursive: true, force: true });
  };
  return { url, authority, upstreamPort, stop };
}
