import type { ContactsView } from "@stoa/contract";
import { transaction, type Ctx, type Fact, type FactHandler, type TxCtx } from "../../base/index.ts";
import { addContacts, dropContacts, sumContacts } from "./store/contacts.ts";

const days = 90;
const dayMs = 86_400_000;
const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** Sums what ended runs reached by day and declared host, so that a listing can say it of ninety days at once. */
export const followContacts: FactHandler = {
  name: "runs.follow-contacts",
  types: ["run.finished"],
  handle: (ctx, fact) => follow(ctx, [fact]),
  handleAll: follow,
};

async function follow({ tx }: TxCtx, facts: readonly Fact[]): Promise<void> {
  const ids = facts.filter(({ data }) => data["reached"] === true).map(({ subject }) => subject);
  if (ids.length > 0) await addContacts(tx, ids);
}

/** What the runs of an integration reached in ninety days, by the line of its manifest; customers and hosts see their own side's. */
export async function getContacts(ctx: Ctx, input: { integrationId: string }): Promise<ContactsView> {
  const { scope } = ctx;
  const sideId = scope.kind === "customer" || scope.kind === "side" ? scope.sideId : null;
  const publisherId = scope.kind === "publisher" ? scope.publisherId : null;
  const of = { ...input, sideId, publisherId, since: dayOf(ctx.clock.now() - days * dayMs) };
  const rows = await transaction(ctx, ({ tx }) => sumContacts(tx, of));
  const undeclared = rows.find(({ declared }) => declared === "");
  return { days, hosts: rows.filter(({ declared }) => declared !== ""), runsAskingOthers: undeclared?.runs ?? 0 };
}

/** Engine: forgets days older than the ninety. */
export async function sweepContacts(ctx: Ctx): Promise<void> {
  await transaction(ctx, ({ tx }) => dropContacts(tx, dayOf(ctx.clock.now() - (days + 1) * dayMs)));
}
