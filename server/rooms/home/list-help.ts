import { readId, showId, type HelpPage, type HelpView, type PageQuery } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { tenantOf } from "./list-home.ts";
import { listHelpRows, type HelpRow } from "./store/help.ts";

const nobody = "00000000-0000-0000-0000-000000000000";

/** What help was asked for, when, by whom, and what was sent; newest first. */
export async function listHelp(
  ctx: Ctx,
  query: Omit<PageQuery, "q"> & { installationId?: string | undefined; runId?: string | undefined; answered?: boolean | undefined },
): Promise<HelpPage> {
  const limit = query.limit ?? 50;
  const take = (kind: "installation" | "run" | "help", text: string | undefined) =>
    text === undefined ? null : (readId(kind, text) ?? nobody);
  const filter = {
    installationId: take("installation", query.installationId),
    runId: take("run", query.runId),
    after: take("help", query.after),
    limit: limit + 1,
    answered: query.answered ?? null,
  };
  const rows = await transaction(ctx, ({ tx }) => listHelpRows(tx, tenantOf(ctx), filter));
  const items = rows.slice(0, limit).map((row) => showHelp(ctx, row));
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function showHelp({ scope }: Ctx, row: HelpRow): HelpView {
  return {
    id: showId("help", row.id),
    installationId: showId("installation", row.installationId),
    runId: showId("run", row.runId),
    title: row.title,
    askedBy: scope.kind === "publisher" ? null : row.askedBy,
    to: row.address,
    sentence: row.sentence,
    words: row.words,
    withLog: row.withLog,
    askedAt: new Date(row.at).toISOString(),
    mail: row.mailState === null ? null : { state: row.mailState, sentAt: moment(row.sentAt), error: row.mailError },
    answeredAt: moment(row.answeredAt),
    answer: row.answer,
  };
}
