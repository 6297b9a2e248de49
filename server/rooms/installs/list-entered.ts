import { readId, sayIn, showId, type EnteredPage } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { callInstallation } from "./call-installation.ts";
import { isSecretRef } from "./split-secrets.ts";
import { listEnteredRows, type EnteredRow } from "./store/entered.ts";

/** Keys and passwords that were entered in settings: of which installation, how each is called, and since when; never what they are. @throws StoaError forbidden */
export async function listEntered(ctx: Ctx, input: { after?: string | undefined; limit?: number | undefined }): Promise<EnteredPage> {
  const { scope } = ctx;
  if (scope.kind !== "customer")
    throw new StoaError("forbidden", { what: "This is its customer's.", fix: "Use an address below /v1/customers/." });
  const limit = input.limit ?? 50;
  const after = input.after === undefined ? null : (readId("installation", input.after) ?? null);
  const filter = { customerId: scope.customerId, after, limit: limit + 1, languages: ctx.languages ?? [] };
  const rows = await transaction(ctx, ({ tx }) => listEnteredRows(tx, filter));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => show(row, ctx.languages)),
    next: rows.length > limit && last ? showId("installation", last.id) : null,
  };
}

function show(
  { id, name, title, config, titles, said, listed }: EnteredRow,
  languages: readonly string[] = [],
): EnteredPage["items"][number] {
  const say = sayIn(languages, said);
  const fields = Object.entries(config).flatMap(([field, value]) => {
    const plain = Object.hasOwn(titles, field) ? titles[field] : undefined;
    return isSecretRef(value) ? [{ name: field, title: plain === undefined ? field : say(plain), setAt: value.setAt }] : [];
  });
  return {
    id: showId("installation", id),
    name: callInstallation({ name, title, said: listed }, languages),
    fields: fields.toSorted((one, other) => (one.setAt < other.setAt ? 1 : -1)),
  };
}
