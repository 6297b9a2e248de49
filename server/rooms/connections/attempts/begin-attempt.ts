import type { BeginBody, BegunAttempt } from "@stoa/contract";
import { audit, emitFacts, newId, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { readSideAddress } from "../../identity/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { returnAddress } from "../return-address.ts";
import { beginDevice } from "../oauth/grants.ts";
import { takeFields } from "../provider/fill.ts";
import { identityOf } from "../resolve-provider.ts";
import { resolveTarget, type Target } from "../resolve-target.ts";
import { requireCustomer } from "../scope.ts";
import { insertAttempt, type AttemptRow } from "../store/attempts.ts";
import { asking } from "../try-account.ts";
import { newCode } from "./codes.ts";
import { sealAttempt, type Sealed } from "./sealed.ts";
import { showAttempt } from "./show-attempt.ts";

export const windowMinutes = 10;
const linkDays = 3;

/**
 * Begins to connect an account: in a window of this browser, by a link for a colleague who holds the account (no login, one use, three days),
 * or by a code typed at the provider. @throws StoaError forbidden, not_found, invalid_input by field, refused
 */
export async function beginAttempt(ctx: Ctx, deps: ConnectDeps, input: BeginBody): Promise<BegunAttempt> {
  const { customerId, sideId } = requireCustomer(ctx);
  const target = await resolveTarget(ctx, deps, input);
  checkWay(target, input.way);
  const id = newId(ctx.clock);
  const code = newCode();
  const fields = fieldsAtFirst(target, input);
  const begun = input.way === "device" ? await startDevice(ctx, deps, target, fields) : undefined;
  const at = input.way === "device" ? null : await windowAddress(ctx, deps, target);
  const row = newRow(ctx, { id, customerId, sideId, target, input, fields, begun, at });
  await transaction(ctx, async (inner) => {
    await insertAttempt(inner.tx, { ...row, codeHash: code.hash, pollDueAt: begun ? row.createdAt : null });
    const after = { provider: row.provider, way: row.way, scopes: row.scopes };
    await audit(inner, { verb: "connection.begin", subject: id, customerId, sideId, after });
    await emitFacts(inner, [{ type: "connection.begun", customerId, sideId, subject: id, subjectVersion: 1, data: { way: row.way } }]);
  });
  const path = input.way === "link" ? "connect/link" : "connect/start";
  return {
    ...showAttempt(ctx, row),
    address: at === null ? null : `${at}/${path}#${code.text}`,
  };
}

/** A window stays at one address from its first page to the provider's answer: what it keeps in the browser is kept there. */
function windowAddress(ctx: Ctx, { publicUrl }: ConnectDeps, { definition, app }: Target): Promise<string> {
  if (definition.kind === "oauth-code") return returnAddress(ctx, publicUrl, app);
  const { sideId } = requireCustomer(ctx);
  return transaction(ctx, ({ tx }) => readSideAddress(tx, publicUrl, sideId));
}

/** Whoever opens a link knows what belongs into the provider's address; whoever asks need not. */
function fieldsAtFirst({ before, definition }: Target, { way, fields }: BeginBody): Record<string, string> {
  if (way === "link") return before?.fields ?? {};
  return takeFields(definition, { ...before?.fields, ...fields }, ({ secret }) => !secret);
}

interface Begun {
  sealed: Sealed;
  lifetimeMs: number;
}

interface NewTry {
  id: string;
  customerId: string;
  sideId: string;
  target: Target;
  input: BeginBody;
  fields: Record<string, string>;
  begun: Begun | undefined;
  /** Where its window opens. */
  at: string | null;
}

function newRow(ctx: Ctx, { id, customerId, sideId, target, input, fields, begun, at }: NewTry): AttemptRow {
  const now = ctx.clock.now();
  return {
    id,
    customerId,
    sideId,
    provider: target.definition.name,
    appId: target.app?.id ?? null,
    connectionId: target.before?.id ?? null,
    listingId: target.listingId,
    name: input.name ?? null,
    way: input.way,
    scopes: target.scopes,
    fields,
    state: begun ? "begun" : "open",
    error: null,
    returnAddress: at,
    browserHash: null,
    sealed: begun ? sealAttempt(ctx, id, begun.sealed) : null,
    tries: 0,
    ...actorOf(ctx),
    resultId: null,
    createdAt: now,
    expiresAt: now + (begun?.lifetimeMs ?? (input.way === "link" ? linkDays * 86_400_000 : windowMinutes * 60_000)),
  };
}

function checkWay({ definition }: Target, way: BeginBody["way"]): void {
  const { kind, title } = definition;
  const fits = way === "link" ? kind !== "device-code" : way === "device" ? kind === "device-code" : kind === "oauth-code";
  if (fits) return;
  const fixes = { "oauth-code": "Use the way window or link.", "device-code": "Use the way device." } as const;
  const fix = kind === "oauth-code" || kind === "device-code" ? fixes[kind] : "Enter its fields, or use the way link.";
  throw new StoaError("refused", { what: `An account at ${title} is not connected this way.`, fix });
}

async function startDevice(ctx: Ctx, deps: ConnectDeps, target: Target, fields: Record<string, string>): Promise<Begun> {
  const begun = await asking(target, async () =>
    beginDevice(deps, { definition: target.definition, values: fields, app: await identityOf(ctx, target, fields) }, target.scopes),
  );
  const { deviceCode, userCode, address, everySeconds, lifetimeMs } = begun;
  return { sealed: { deviceCode, userCode, address, everySeconds }, lifetimeMs };
}

function actorOf({ actor }: Ctx): Pick<AttemptRow, "actorKind" | "actorId"> {
  if (actor.kind === "person") return { actorKind: "person", actorId: actor.personId };
  if (actor.kind === "token") return { actorKind: "token", actorId: actor.tokenId };
  return { actorKind: "machine", actorId: null };
}
