import { setTimeout as sleep } from "node:timers/promises";
import type { AskAddress } from "../fetch-key-set.ts";
import { leadPath } from "./domain-address.ts";
import type { Problem } from "./find-proof.ts";

/** Longer than another process of this server may take to learn of a name. */
const learnMs = 1_200;

/** Why requests to a name do not come to this server, or come without a certificate that is trusted; undefined when they do. */
export async function findLeadFault(ask: AskAddress, address: string, proof: string): Promise<Problem | undefined> {
  const first = await tryLead(ask, address, proof);
  if (first?.again !== true) return first?.problem;
  await sleep(learnMs);
  return (await tryLead(ask, address, proof))?.problem;
}

/** Of a server of this deployment that has not learnt yet whose the name is now. */
const isProof = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

async function tryLead(ask: AskAddress, address: string, proof: string): Promise<{ problem: Problem; again: boolean } | undefined> {
  const fix = `Let ${new URL(address).hostname} point to this server by a CNAME or A record. Its certificate is the business of whoever runs it: "Hosts' own domains" of the operator's guide.`;
  try {
    const answer = await ask(`${address}${leadPath}`);
    const text = (await answer.text()).slice(0, 200).trim();
    if (answer.status === 200 && text === proof) return undefined;
    return {
      problem: { what: `${address} answers (${answer.status}), but it is not this server.`, fix },
      again: answer.status === 421 || isProof(text),
    };
  } catch (error) {
    return { problem: { what: error instanceof Error ? error.message : `${address} gave no answer.`, fix }, again: false };
  }
}
