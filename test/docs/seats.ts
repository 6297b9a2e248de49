import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@stoa/sdk";
import type { AskedLogin } from "@stoa/contract";
import { testRuntimesDir } from "../../server/rooms/sandbox/testing.ts";

/** Somebody at a machine of their own: a home, a folder they stand in, and a browser they are signed in with. */
export interface Seat {
  home: string;
  env: Record<string, string>;
  /** The secret of their browser's session; what `stoa login` asks for is let in with it. */
  session?: string;
}

export interface Told {
  code: number;
  told: string;
}

const cli = join(import.meta.dirname, "../../cli/bin/stoa.mjs");

/** A home with nothing in it but `stoa` on the path, and runtimes that were made before, so that no test waits for one. */
export function openSeat(home: string, env: Record<string, string> = {}): Seat {
  for (const folder of ["bin", ".cache/stoa", "work"]) mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(home, "bin/stoa"), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 });
  const runtimes = join(testRuntimesDir(), "runtimes");
  mkdirSync(runtimes, { recursive: true });
  symlinkSync(runtimes, join(home, ".cache/stoa/runtimes"));
  writeFileSync(join(home, "cwd"), join(home, "work"));
  const path = `${join(home, "bin")}:${process.env["PATH"] ?? ""}`;
  return { home, env: { HOME: home, PATH: path, LANG: "C.UTF-8", GIT_CONFIG_NOSYSTEM: "1", ...env } };
}

/** The folder the seat stands in: the last line may have changed it. */
export function folderOf(seat: Seat): string {
  return readFileSync(join(seat.home, "cwd"), "utf8").trim();
}

/** Types one line in the seat's shell, and answers the page that `stoa login` names. */
export async function typeLine(seat: Seat, line: string, url: string): Promise<Told> {
  const script = `${line}\ncode=$?; pwd > "$HOME/cwd"; exit $code`;
  const child = spawn("bash", ["--norc", "-c", script], { cwd: folderOf(seat), env: seat.env, stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  let answered: Promise<unknown> | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => {
      told += bytes.toString();
      const code = /\/login#([A-Z]{4}-[A-Z]{4})/.exec(told)?.[1];
      if (code !== undefined) answered ??= letIn(seat, url, code);
    });
  const [code] = (await once(child, "close")) as [number | null];
  await answered;
  return { code: code ?? -1, told };
}

/** What the page does: finds the request by its code, and says yes for the first place. */
async function letIn(seat: Seat, url: string, code: string): Promise<void> {
  const client = createClient({ url, token: seat.session });
  const { places } = await client.send<AskedLogin>("POST", "/v1/logins/find", { code });
  const [place] = places;
  if (!place) throw new Error("there is no place to let a terminal into");
  await client.send("POST", "/v1/logins/decide", { code, decision: "approve", place: { kind: place.kind, id: place.id } });
}
