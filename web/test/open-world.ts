import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHost } from "../../examples/host/start-host.ts";
import { programCases } from "../../test/programs/cases.ts";
import { startDeployment, type TriedDeployment } from "../../test/try/deployment.ts";
import { bringPeople, type People } from "../../test/try/people.ts";
import { runCase, type TriedCase } from "../../test/try/run-case.ts";

export interface World {
  url: string;
  people: People;
  deployment: TriedDeployment;
  /** What became of each program, by its id. */
  tried: Map<string, TriedCase>;
  /** Address of the example product. */
  productUrl: string;
  close: () => Promise<void>;
}

/** A deployment as people have it: a product, a host, a publisher, a customer, and these programs brought in, installed and run. */
export async function openWorld(ids: readonly string[], say: (text: string) => void): Promise<World> {
  const stops: (() => Promise<unknown>)[] = [];
  const close = async () => {
    // One that cannot stop must not keep the others running.
    for (const stop of stops.splice(0).toReversed()) await stop().catch((error: unknown) => say(`not stopped: ${String(error)}`));
  };
  try {
    return { ...(await open(ids, say, stops)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(ids: readonly string[], say: (text: string) => void, stops: (() => Promise<unknown>)[]): Promise<Omit<World, "close">> {
  const work = mkdtempSync(join(tmpdir(), "stoa-pages-"));
  stops.push(async () => rmSync(work, { recursive: true, force: true }));
  const stages = [];
  for (const one of programCases.filter(({ id }) => ids.includes(id))) {
    const stage = await one.open();
    stops.push(() => stage.stop());
    stages.push({ one, stage });
  }
  const product = await startHost({ dataFolder: join(work, "product") });
  stops.push(() => product.stop());
  const deployment = await startDeployment({ allow: [...new Set(stages.flatMap(({ stage }) => stage.hosts))], slots: 4 });
  stops.push(() => deployment.stop());
  product.connect({ stoaUrl: deployment.url });
  const people = await bringPeople(deployment.url, deployment.operatorCode, product);
  const tried = new Map<string, TriedCase>();
  for (const { one, stage } of stages) {
    const report = (row: { run: string; verdict: string; wrong?: string }) =>
      say(`${one.id}: ${row.run}: ${row.verdict} ${row.wrong ?? ""}`);
    tried.set(one.id, await runCase({ url: deployment.url, people, work, report, progress: () => undefined }, one, stage));
  }
  return { url: deployment.url, people, deployment, tried, productUrl: product.url };
}
