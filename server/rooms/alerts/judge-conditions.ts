import { audit, emitFacts, newId, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import type { Condition, Trouble } from "./conditions/condition.ts";
import { conditions } from "./conditions/conditions.ts";
import type { Figures } from "./figures.ts";
import {
  closeAlert,
  listConditions,
  listOpenAlerts,
  lockJudging,
  openAlert,
  retellAlert,
  saveCondition,
  type AlertRow,
  type ConditionRow,
} from "./store/alerts.ts";
import { listChannelRows } from "./store/channels.ts";
import { insertNotification, listTold } from "./store/notifications.ts";

type Known = Omit<Figures, "failingChannels">;

/**
 * Judges every condition by what is known now; opens and closes alerts, and queues their telling, in one transaction. Of two who judge
 * at once one does. @returns what opened and closed
 */
export async function judgeConditions(ctx: Ctx, known: Known): Promise<{ opened: AlertRow[]; closed: AlertRow[] }> {
  return transaction(ctx, async (inner) => {
    if (!(await lockJudging(inner.tx))) return { opened: [], closed: [] };
    const channels = await listChannelRows(inner.tx);
    const failingChannels = channels.flatMap(({ name, failingSince, error }) =>
      failingSince === null ? [] : [{ name, since: failingSince, error: error ?? "" }],
    );
    const figures = { ...known, failingChannels };
    const before = new Map((await listConditions(inner.tx)).map((row) => [row.name, row]));
    const open = new Set((await listOpenAlerts(inner.tx)).map((row) => row.condition));
    const opened: AlertRow[] = [];
    const closed: AlertRow[] = [];
    for (const condition of conditions) {
      const isOpen = open.has(condition.name);
      const trouble = condition.judge(figures, inner.clock.now(), isOpen);
      const lasted = await remember(inner, condition, before.get(condition.name), trouble);
      if (trouble && isOpen) await retellAlert(inner.tx, condition.name, trouble, inner.clock.now());
      if (trouble && !isOpen && lasted >= condition.openAfterMs) opened.push(...(await begin(inner, condition, trouble)));
      if (!trouble && isOpen && lasted >= condition.closeAfterMs) closed.push(...(await end(inner, condition)));
    }
    return { opened, closed };
  });
}

/** @returns for how long the condition has been as it is now, in milliseconds */
async function remember(ctx: TxCtx, condition: Condition, before: ConditionRow | undefined, trouble: Trouble | undefined): Promise<number> {
  const now = ctx.clock.now();
  const bad = trouble !== undefined;
  const since = before?.bad === bad ? before.since : now;
  await saveCondition(ctx.tx, { name: condition.name, bad, since }, now);
  return now - since;
}

async function begin(ctx: TxCtx, { name, severity }: Condition, trouble: Trouble): Promise<AlertRow[]> {
  const alert = await openAlert(ctx.tx, { id: newId(ctx.clock), condition: name, severity, ...trouble, openedAt: ctx.clock.now() });
  if (!alert) return [];
  const channels = (await listChannelRows(ctx.tx)).filter(({ kind }) => kind !== "ping");
  await tell(ctx, alert, "opened", channels);
  return [alert];
}

async function end(ctx: TxCtx, { name }: Condition): Promise<AlertRow[]> {
  const alert = await closeAlert(ctx.tx, name, ctx.clock.now());
  if (!alert) return [];
  await tell(ctx, alert, "closed", await listTold(ctx.tx, alert.id));
  return [alert];
}

/** Says it in facts and audit, and to those given. */
async function tell(
  ctx: TxCtx,
  alert: AlertRow,
  kind: "opened" | "closed",
  channels: readonly { id: string; name: string }[],
): Promise<void> {
  const { condition, severity, text } = alert;
  await emitFacts(ctx, [{ type: `alert.${kind}`, subject: alert.id, subjectVersion: alert.version, data: { condition, severity } }]);
  await audit(ctx, { verb: kind === "opened" ? "alert.open" : "alert.close", subject: alert.id, after: { condition, text } });
  for (const { id, name } of channels)
    await insertNotification(ctx.tx, {
      id: newId(ctx.clock),
      alertId: alert.id,
      channelId: id,
      channelName: name,
      kind,
      now: ctx.clock.now(),
    });
}
