import { mkdir, writeFile } from "node:fs/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { RunStarted, RunView } from "@stoa/contract";
import { runGit } from "../../server/testing/clone.ts";
import { push } from "../../test/try/bring-listing.ts";
import type { TriedDeployment } from "../../test/try/deployment.ts";
import { busyBuild, type Noise } from "./noises.ts";
import type { Street } from "./open-street.ts";

/** Ends the noise and waits until nothing of it is left. */
export type Silence = () => Promise<void>;

/** As many runs of a noise as the loud customer gets. */
export async function makeRuns({ loud }: Street, noise: Noise): Promise<Silence> {
  const { client, base, installations } = loud;
  const started = await Promise.all(
    installations[noise].map((id) => client.send<RunStarted>("POST", `${base}/installations/${id}/runs`, {})),
  );
  const stateOf = async (runId: string): Promise<string> => (await client.get<RunView>(`${base}/runs/${runId}`)).state;
  const states = (): Promise<string[]> => Promise.all(started.map(({ runId }) => stateOf(runId)));
  while (!(await states()).includes("running")) await wait(50);
  await wait(1_500);
  return async () => {
    for (const { runId } of started) await client.send("POST", `${base}/runs/${runId}/cancel`, {}).catch(() => undefined);
    while ((await states()).some((state) => state === "running" || state === "queued")) await wait(50);
  };
}

/** A repository whose build computes and writes; each time it is asked, one build of it after another. */
export async function openBuilds({ url }: TriedDeployment, { pushToken }: Street): Promise<() => Promise<Silence>> {
  const work = mkdtempSync(join(tmpdir(), "busy-"));
  process.once("exit", () => rmSync(work, { recursive: true, force: true }));
  const folder = join(work, "busy");
  await mkdir(folder);
  await writeFile(join(folder, "stoa.yaml"), busyBuild);
  await runGit(folder, ["init", "-q", "-b", "main"]);
  let count = 0;
  const build = async (progress: (line: string) => void): Promise<void> => {
    await writeFile(join(folder, "count"), String(count++));
    const author = ["-c", "user.name=Pat", "-c", "user.email=pat@loud.example"];
    await runGit(folder, ["add", "-A"]);
    await runGit(folder, [...author, "commit", "-q", "-m", `Build ${count}`]);
    await push({ url, people: { publisher: { token: pushToken } }, work, progress }, folder, "busy");
  };
  return () => buildOn(build);
}

async function buildOn(build: (progress: (line: string) => void) => Promise<void>): Promise<Silence> {
  const ending = new AbortController();
  const said: string[] = [];
  const loop = (async () => {
    while (!ending.signal.aborted) await build((line) => void said.push(line));
  })();
  const begun = (async () => {
    while (said.length < 8) await wait(50);
  })();
  await Promise.race([loop, begun]);
  return async () => {
    ending.abort();
    await loop;
  };
}

/** Eight callers that ask for long lists and never pause. */
export async function makeCalls({ loud: { client, base } }: Street): Promise<Silence> {
  const ending = new AbortController();
  const call = async (): Promise<void> => {
    while (!ending.signal.aborted) await client.get(`${base}/runs?limit=200`).catch(() => wait(5));
  };
  const calls = Array.from({ length: 8 }, call);
  await wait(500);
  return async () => {
    ending.abort();
    await Promise.all(calls);
  };
}
