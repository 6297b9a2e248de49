import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type RunningHost, startHost } from "../../../examples/host/start-host.ts";
import { freePort } from "../../../server/machine/testing/run-main.ts";
import { startRealProvider } from "../../../server/rooms/connections/testing.ts";
import { startDeployment, type TriedDeployment } from "../../try/deployment.ts";
import { bringPeople } from "../../try/people.ts";
import { buildPages, keepLog } from "../open-journey.ts";
import { Letters } from "./letters.ts";

/** A deployment at localhost, a product at 127.0.0.1 with its marketplace in it, and a provider of accounts: to a browser two sites and a stranger. */
export interface Embedded {
  /** Stoa's origin. */
  stoa: string;
  deployment: TriedDeployment;
  product: RunningHost;
  letters: Letters;
}

export async function openEmbedded(): Promise<Embedded> {
  await buildPages();
  const work = mkdtempSync(join(tmpdir(), "stoa-embed-"));
  const port = await freePort();
  const stoa = `http://localhost:${port}`;
  const provider = await startRealProvider(stoa);
  const product = await startHost({ dataFolder: join(work, "product") });
  const deployment = await startDeployment({ allow: [provider.place], slots: 2, port, env: { STOA_URL: stoa } });
  after(async () => {
    keepLog(deployment.dataDir, "embed");
    await deployment.stop();
    await product.stop();
    rmSync(work, { recursive: true, force: true });
  });
  product.connect({ stoaUrl: stoa });
  const people = await bringPeople(stoa, deployment.operatorCode, product);
  const { definition, app } = provider;
  await people.host.client.send("PUT", `${people.host.base}/providers/real-id/app`, { definition, ...app });
  const letters = new Letters({ url: stoa, people, work, progress: () => undefined });
  await letters.list();
  return { stoa, deployment, product, letters };
}
