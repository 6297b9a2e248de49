import { emitFacts, newId, type TxCtx } from "../../base/index.ts";
import type { NoticeKind } from "./states.ts";
import { insertNotices } from "./store/notices.ts";

export interface NewsInput {
  sideId: string;
  customerId: string;
  publisherId?: string;
  installationId: string | null;
  connectionId?: string | null;
  kind: NoticeKind;
  cause: string | null;
  runId: string | null;
  at: number;
  /** It is over as it is told. */
  over: boolean;
}

/** What was over long before it was heard of, as when facts are heard anew, is told to nobody. */
const newsMs = 86_400_000;

/** Writes notices, one of an episode, with the fact of each. Engine scope. */
export async function makeNotices(ctx: TxCtx, news: readonly NewsInput[]): Promise<void> {
  const fresh = news.filter(({ at, over }) => !over || at > ctx.clock.now() - newsMs);
  if (fresh.length === 0) return;
  const rows = fresh.map((one) => ({
    id: newId(ctx.clock),
    sideId: one.sideId,
    customerId: one.customerId,
    installationId: one.installationId,
    connectionId: one.connectionId ?? null,
    kind: one.kind,
    cause: one.cause,
    runId: one.runId,
    at: one.at,
    endedAt: one.over ? one.at : null,
  }));
  const written = new Set(await insertNotices(ctx.tx, rows));
  await emitFacts(
    ctx,
    rows
      .filter(({ id }) => written.has(id))
      .map(({ id, sideId, customerId, kind, cause, installationId, connectionId, runId }) => ({
        type: "notice.made",
        sideId,
        customerId,
        subject: id,
        subjectVersion: 1,
        data: { kind, cause, installationId, connectionId, runId },
      })),
  );
}
