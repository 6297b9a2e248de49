import type { SynonymPair, SynonymsBody, SynonymsView } from "@stoa/contract";
import { audit, emitFacts, requireRole, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { findSynonyms, saveSynonyms } from "../store/synonyms.ts";
import { foldText } from "../words/fold-text.ts";
import { longestPhrase } from "../words/ask-words.ts";
import { getSynonyms } from "./get-synonyms.ts";
import { sideOf } from "./side-of.ts";

/** Says which words mean the same in the host's shop, in place of all said before. @throws StoaError forbidden, invalid_input */
export async function setSynonyms(ctx: Ctx, { pairs }: SynonymsBody): Promise<SynonymsView> {
  requireRole(ctx, "host_owner", "host_reviewer", "operator");
  const sideId = sideOf(ctx);
  const kept = [...new Map(pairs.map((pair) => [fold(pair).toSorted().join("|"), pair])).values()];
  return transaction(ctx, async (inner) => {
    const before = await findSynonyms(inner.tx, sideId);
    const row = { pairs: kept, folded: kept.map(fold), now: inner.clock.now() };
    const subjectVersion = await saveSynonyms(inner.tx, sideId, row);
    const change = { before: { pairs: before?.pairs ?? [] }, after: { pairs: kept } };
    await audit(inner, { verb: "synonyms.set", subject: sideId, sideId, ...change });
    await emitFacts(inner, [{ type: "synonyms.set", sideId, subject: sideId, subjectVersion }]);
    return getSynonyms(inner);
  });
}

/** As a search compares them. @throws StoaError invalid_input */
function fold({ word, means }: SynonymPair): [string, string] {
  const pair: [string, string] = [foldText(word), foldText(means)];
  for (const [at, text] of pair.entries()) {
    const words = text.split(" ").filter(Boolean).length;
    if (words >= 1 && words <= longestPhrase) continue;
    const what = `"${at === 0 ? word : means}" ${words === 0 ? "holds no letter or digit" : `is ${words} words`}.`;
    throw new StoaError("invalid_input", { what, fix: `Write one to ${longestPhrase} words.` });
  }
  if (pair[0] === pair[1])
    throw new StoaError("invalid_input", { what: `"${word}" and "${means}" are the same word already.`, fix: "Leave this pair out." });
  return pair;
}
