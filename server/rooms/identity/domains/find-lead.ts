import { setTimeout as sleep } from "node:timers/promises";
import type { AskAddress } from "../fetch-key-set.ts";
import { leadPath } from "./domain-address.ts";
import type { Problem } from "./find-proof.ts";

/** Longer than a process of this server, or a proxy that asks one for a certificate, may take to learn of a name. */
const learnMs = 1_200;

/** Why requests to a name do not come to this server, or come without a certificate that is trusted; undefined when they do. */
export async function findLeadFault(ask: AskAddress, address: string, proof: string): Promise<Problem | undefined> {
  if ((await tryLead(ask, address, proof)) === undefined) return undefined;
  await sleep(learnMs);
  return tryLead(ask, address, proof);
}

async function tryLead(ask: AskAddress, address: string, proof: string): Promise<Problem | undefined> {
  const fix = `Let ${new URL(address).hostname} point to this server by a CNAME or A record. Its certificate is the business of whoever runs it: "Hosts' own domains" of the operator's guide.`;
  try {
    const answer = await ask(`${address}${leadPath}`);
    const text = (await answer.text()).slice(0, 200).trim();
    if (answer.status === 200 && text === proof) return undefined;
    return { what: `${address} answers (${answer.status}), but it is not this server.`, fix };
  } catch (error) {
    return { what: error instanceof Error ? error.message : `${address} gave no answer.`, fix };
  }
}
