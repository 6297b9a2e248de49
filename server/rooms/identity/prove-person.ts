import type { TxCtx } from "../../base/index.ts";
import { credentialKind, hashCredential } from "./credentials.ts";
import { onlyOf, type Only } from "./only.ts";
import { findProvenPerson } from "./store/access.ts";

/** A person of the consoles who has shown who they are. */
export interface Proof {
  personId: string;
  /** Vouched for by one's own provider, so a proof to that one alone; null: to all. */
  only: Only;
}

/** Whom the session of a request proves; undefined for none, one that has ended, a token, and a customer's person. Engine scope. */
export async function provePerson(ctx: TxCtx, credential: string | undefined): Promise<Proof | undefined> {
  if (credential === undefined || credentialKind(credential) !== "ses") return undefined;
  const found = await findProvenPerson(ctx.tx, hashCredential(credential), ctx.clock.now());
  return found && { personId: found.personId, only: onlyOf(found) };
}
