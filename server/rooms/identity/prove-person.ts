import type { TxCtx } from "../../base/index.ts";
import { credentialKind, hashCredential } from "./credentials.ts";
import { findProvenPerson } from "./store/access.ts";

/** A person of the consoles who has shown who they are. */
export interface Proof {
  personId: string;
  /** Vouched for by this host's own provider, so a proof to this host alone; null: to all. */
  onlyHost: string | null;
}

/** Whom the session of a request proves; undefined for none, one that has ended, a token, and a customer's person. Engine scope. */
export async function provePerson(ctx: TxCtx, credential: string | undefined): Promise<Proof | undefined> {
  if (credential === undefined || credentialKind(credential) !== "ses") return undefined;
  return findProvenPerson(ctx.tx, hashCredential(credential), ctx.clock.now());
}
