import type { LimitBody, LimitView } from "@stoa/contract";
import { audit, emitFacts, newId, notFound, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { takeId } from "../show.ts";
import { findInstallation } from "../store/installations.ts";
import {
  findCustomerSubject,
  findHostSubject,
  findIntegrationSubject,
  findLimit,
  putLimit,
  sideExists,
  type LimitKind,
  type LimitRow,
  type LimitSubject,
} from "../store/limits.ts";
import { tenantOf } from "../scope.ts";
import { setterOf, valuesOf } from "./limit-values.ts";
import { showLimits } from "./show-limits.ts";

/**
 * Says what a customer, a plan, an integration or an account may have at once, in a minute, or waiting: a host on its side, the
 * operator anywhere and of a whole host too. Said again, it replaces what the same one said before.
 * @throws StoaError forbidden, invalid_input naming the field, not_found
 */
export async function setLimit(ctx: Ctx, input: LimitBody): Promise<LimitView> {
  requireRole(ctx, "operator", "host_owner");
  checkBody(ctx, input);
  return transaction(ctx, async (inner) => {
    const at = await findSubject(inner, input);
    const now = inner.clock.now();
    const entry = { kind: input.kind, ...at, plan: input.plan ?? null, setBy: setterOf(inner).setBy };
    const before = await findLimit(inner.tx, entry);
    const row = await putLimit(inner.tx, { id: before?.id ?? newId(inner.clock), ...entry, ...valuesOf(input), changedAt: now });
    if (!row) throw new StoaError("internal", "A limit could not be kept.");
    await tell(inner, "limit.set", row, { before });
    const [shown] = await showLimits(inner, [row]);
    if (!shown) throw notFound("limit");
    return shown;
  });
}

/** Audit row and fact of a limit's change. */
export async function tell(ctx: TxCtx, verb: string, row: LimitRow, states: { before?: LimitRow | undefined }): Promise<void> {
  const { before } = states;
  const owner = {
    ...(row.sideId === null ? {} : { sideId: row.sideId }),
    ...(row.customerId === null ? {} : { customerId: row.customerId }),
  };
  const isRemoval = verb === "limit.remove";
  await audit(ctx, {
    verb,
    subject: row.id,
    ...owner,
    ...(before ? { before: pick(before) } : {}),
    ...(isRemoval ? {} : { after: pick(row) }),
  });
  const data = { kind: row.kind, setBy: row.setBy, removed: isRemoval };
  await emitFacts(ctx, [{ type: "limit.changed", ...owner, subject: row.id, subjectVersion: row.version + Number(isRemoval), data }]);
}

function pick({ kind, subjectId, plan, setBy, weight, atOnce, perMinute, waiting, waitMinutes }: LimitRow): object {
  return { kind, subjectId, plan, setBy, weight, atOnce, perMinute, waiting, waitMinutes };
}

function checkBody(ctx: Ctx, input: LimitBody): void {
  const values = valuesOf(input);
  if (input.kind === "host" && ctx.scope.kind !== "operator")
    throw new StoaError("forbidden", {
      what: "Only the operator limits a whole host.",
      fix: "Set limits for customers, plans, integrations and accounts.",
    });
  if (Object.values(values).every((value) => value === null) && input.plan === undefined)
    throw new StoaError("invalid_input", {
      what: "This limit says nothing.",
      fix: "Give weight, atOnce, perMinute, waiting or waitMinutes; to take a limit away, remove it.",
    });
  const forCustomers = input.kind === "customer" || input.kind === "plan";
  const strange = (["weight", "waiting", "waitMinutes"] as const).find((name) => values[name] !== null && !forCustomers);
  if (strange !== undefined)
    throw new StoaError("invalid_input", {
      what: `\`${strange}\` is said of customers and plans, not of ${input.kind}s.`,
      fix: "Use atOnce and perMinute here.",
    });
  if (input.kind === "plan" ? input.plan === undefined : input.plan !== undefined && input.kind !== "customer")
    throw new StoaError("invalid_input", {
      what: `\`plan\` names a plan, or the plan of a customer.`,
      fix: "Give it with kind plan or customer only.",
    });
}

type At = Pick<LimitRow, "subjectId" | "sideId" | "customerId">;

async function findSubject(ctx: TxCtx, input: LimitBody): Promise<At> {
  const within = ctx.scope.kind === "side" ? ctx.scope.sideId : input.sideId === undefined ? null : takeId("side", input.sideId);
  if (input.kind === "plan") return planSubject(ctx, within);
  if (input.kind === "account") return accountSubject(ctx, input.subject);
  const id = takeSubject(input.kind, input.subject);
  const found = await finders[input.kind](ctx, id, within);
  if (!found) throw notFound(input.kind);
  return { subjectId: id, sideId: input.kind === "integration" ? within : found.sideId, customerId: found.customerId };
}

const finders: Record<
  "customer" | "integration" | "host",
  (ctx: TxCtx, id: string, within: string | null) => Promise<LimitSubject | undefined>
> = {
  customer: ({ tx }, id, within) => findCustomerSubject(tx, id, within),
  integration: ({ tx }, id, within) => findIntegrationSubject(tx, id, within),
  host: ({ tx }, id) => findHostSubject(tx, id),
};

function takeSubject(kind: Exclude<LimitKind, "plan" | "account">, subject: string | undefined): string {
  if (subject !== undefined) return takeId(kind, subject);
  throw new StoaError("invalid_input", { what: `\`subject\` is missing.`, fix: `Give the ${kind}'s id.` });
}

async function planSubject({ tx }: TxCtx, sideId: string | null): Promise<At> {
  if (sideId === null) throw new StoaError("invalid_input", { what: "A plan belongs to a side.", fix: "Give `sideId`." });
  if (!(await sideExists(tx, sideId))) throw notFound("side");
  return { subjectId: null, sideId, customerId: null };
}

async function accountSubject(ctx: TxCtx, subject: string | undefined): Promise<At> {
  if (subject === undefined)
    throw new StoaError("invalid_input", { what: "`subject` is missing.", fix: "Give the id of an installation that uses the account." });
  const installation = await findInstallation(ctx.tx, tenantOf(ctx), takeId("installation", subject));
  if (!installation) throw notFound("installation");
  const { installationId, accountId, sideId, customerId } = installation;
  return { subjectId: accountId ?? installationId, sideId, customerId };
}
