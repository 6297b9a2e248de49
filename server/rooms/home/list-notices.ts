import { readId, showId, type HomeNoticePage, type HomeNoticeView, type PageQuery } from "@stoa/contract";
import { firstIdOf, transaction, type Ctx } from "../../base/index.ts";
import { callInstallation } from "../installs/index.ts";
import { customerOf } from "./ask-for-help.ts";
import { listNoticeRows, type NoticeRow } from "./store/notices.ts";
import { countUnread, findReader, newReader } from "./store/readers.ts";

/** What is older is not new to anybody; the bell asks often, and steps over no more than this. */
const newMs = 30 * 86_400_000;
const nobody = "00000000-0000-0000-0000-000000000000";

/** What a customer was told, newest first, and how many of it its reader has not seen (at most 100). @throws StoaError forbidden */
export async function listNotices(
  ctx: Ctx,
  query: Omit<PageQuery, "q"> & { installationId?: string | undefined },
): Promise<HomeNoticePage> {
  const customerId = customerOf(ctx);
  const limit = query.limit ?? 50;
  const filter = {
    installationId: query.installationId === undefined ? null : (readId("installation", query.installationId) ?? nobody),
    after: query.after === undefined ? null : (readId("notice", query.after) ?? nobody),
    limit: limit + 1,
    languages: ctx.languages,
  };
  return transaction(ctx, async (inner) => {
    const rows = await listNoticeRows(inner.tx, customerId, filter);
    const personId = inner.actor.kind === "person" ? inner.actor.personId : nobody;
    const reader = (await findReader(inner.tx, { customerId, personId })) ?? newReader;
    const counts = reader.product === "now" && personId !== nobody;
    const now = inner.clock.now();
    const [recent, seen] = [firstIdOf(now - newMs), reader.seenId];
    const read = seen > recent ? seen : recent;
    const unread = counts ? ((await countUnread(inner.tx, { customerId, personId }, read, now))?.count ?? 0) : 0;
    const items = rows.slice(0, limit).map((row) => show(row, row.id > read, ctx.languages));
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null, unread };
  });
}

function show(row: NoticeRow, isNew: boolean, languages: readonly string[] = []): HomeNoticeView {
  const { installationId, installationName, title, said } = row;
  const name = installationName === null ? "" : callInstallation({ name: installationName, title, said }, languages);
  return {
    id: showId("notice", row.id),
    kind: row.kind,
    cause: row.cause,
    installation: installationId === null ? null : { id: showId("installation", installationId), name },
    connection: row.connectionId === null ? null : { id: showId("connection", row.connectionId), name: row.connectionName ?? "" },
    runId: row.runId === null ? null : showId("run", row.runId),
    sentence: row.sentence,
    at: new Date(row.at).toISOString(),
    endedAt: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
    isNew,
  };
}
