import { newId, type Role, type TxCtx } from "../../base/index.ts";
import { newCredential } from "./credentials.ts";
import { insertLink } from "./store/access.ts";

export interface CreatedLink {
  id: string;
  code: string;
  expiresAt: number;
}

interface LinkInput {
  kind: "sign_in" | "invite";
  personId: string | null;
  role: Role | null;
  hostId: string | null;
  publisherId: string | null;
  publisherName: string | null;
  email: string | null;
  minutes: number;
}

/** The row of a new link; its code is returned once and only its hash kept. */
export async function saveLink(ctx: TxCtx, { minutes, ...row }: LinkInput): Promise<CreatedLink> {
  const { text, hash } = newCredential("lnk");
  const now = ctx.clock.now();
  const id = newId(ctx.clock);
  const expiresAt = now + minutes * 60_000;
  const createdBy = ctx.actor.kind === "person" ? ctx.actor.personId : null;
  await insertLink(ctx.tx, { ...row, id, hash, createdBy, now, expiresAt });
  return { id, code: text, expiresAt };
}
