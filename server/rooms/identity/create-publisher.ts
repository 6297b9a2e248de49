import { audit, emitFacts, newId, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { insertAdmission, insertPublisher } from "./store/tenants.ts";

/** A new publisher, admitted by a host when one is given. @throws StoaError forbidden, conflict when the slug is taken */
export async function createPublisher(
  ctx: Ctx,
  input: { name: string; slug?: string | undefined; hostId?: string | undefined },
): Promise<{ id: string; slug: string }> {
  requireRole(ctx, "operator");
  return transaction(ctx, (inner) => makePublisher(inner, input));
}

/** The rows of a new publisher; for verbs that checked the permission themselves and run in operator or engine scope. */
export async function makePublisher(
  ctx: TxCtx,
  input: { name: string; slug?: string | undefined; hostId?: string | undefined },
): Promise<{ id: string; slug: string }> {
  const id = newId(ctx.clock);
  const slug = input.slug ?? toSlug(input.name);
  const now = ctx.clock.now();
  const made = await insertPublisher(ctx.tx, { id, slug, name: input.name, now });
  if (made === 0)
    throw new StoaError("conflict", { what: `A publisher with the short name "${slug}" is there already.`, fix: "Choose another name." });
  if (input.hostId !== undefined) await insertAdmission(ctx.tx, { publisherId: id, hostId: input.hostId, now });
  await audit(ctx, { verb: "publisher.create", subject: id, publisherId: id, after: { name: input.name, slug } });
  await emitFacts(ctx, [{ type: "publisher.created", publisherId: id, subject: id, subjectVersion: 1 }]);
  return { id, slug };
}

/** `Acme & Sons` -> `acme-sons` */
export function toSlug(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return slug.length >= 2 ? slug : `publisher-${slug || "new"}`;
}
