import type { ProviderDefinition, ProviderEvents } from "@stoa/contract";
import { engineCtx, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { readSecrets } from "../../trust/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { needsApp } from "../provider/kinds.ts";
import { findApp, type AppOwner, type AppRow } from "../store/apps.ts";
import { listSigningSecrets } from "../store/signing-secrets.ts";
import { retiredMs } from "../apps/signing-secrets.ts";
import { challengeOf, partEvents, type AccountEvent } from "./part-events.ts";
import { isProven, type EventRequest } from "./prove-event.ts";

export type { AccountEvent } from "./part-events.ts";
export type { EventRequest } from "./prove-event.ts";

/** What a request to a shared address turned out to be. */
export type Opened =
  | { kind: "challenge"; answer: string }
  /** `appId`: of the app whose connections they may reach; null for a provider of the catalogue that needs none. */
  | {
      kind: "events";
      appId: string | null;
      /** Its events name accounts otherwise than by id. */ byField: boolean;
      /** Whether it sends again what is answered with 429. */ sendsAgain: boolean;
      events: AccountEvent[];
    };

type Deps = Pick<ConnectDeps, "catalogue">;

/** A question by query is not signed and is answered with itself, so it is kept short and plain. */
const plainQuestion = /^[A-Za-z0-9 ._~+/=:%-]{1,512}$/;

/**
 * Whether a provider can send the events of all accounts to one address: it must sign them, and say by itself which account one is.
 * @throws StoaError refused with the fix
 */
export function requireEvents(definition: Pick<ProviderDefinition, "title" | "account" | "events">): ProviderEvents {
  const { title, account, events } = definition;
  const fix = "Use the address of each installation instead (its page, Webhook).";
  if (!account)
    throw new StoaError("refused", {
      what: `${title} does not say by itself which account was connected, so an event could reach the wrong customer.`,
      fix: `${fix} Or describe in \`account\` a request that its API answers with the account's id.`,
    });
  if (events) return events;
  throw new StoaError("refused", { what: `How ${title} signs its events is not described.`, fix: `${fix} Or describe it in \`events\`.` });
}

/** The provider as an owner has it. @throws StoaError not_found, refused */
export async function findEvents(
  ctx: Ctx,
  deps: Deps,
  of: { owner: AppOwner; provider: string },
): Promise<{ app: AppRow | undefined; definition: ProviderDefinition; events: ProviderEvents }> {
  const app = await transaction(ctx, ({ tx }) => findApp(tx, of.owner, of.provider));
  const definition = deps.catalogue.get(of.provider) ?? app?.definition;
  if (!definition) throw new StoaError("not_found", { what: `There is no provider ${of.provider} here.`, fix: "Check the name." });
  return { app, definition, events: requireEvents(definition) };
}

/** Proves a request to be the provider's and takes it apart by account. Engine scope. @throws StoaError unauthenticated, refused, not_found, key_missing */
export async function openEvents(
  ctx: Ctx,
  deps: Deps,
  input: { owner: AppOwner; provider: string; request: EventRequest },
): Promise<Opened> {
  const { app, definition, events } = await findEvents(ctx, deps, input);
  const question = questionOf(events, input.request);
  if (question !== undefined) return { kind: "challenge", answer: question };
  const secrets = app ? await readSigning(ctx, events, app) : [];
  if (!isProven(events.signature, secrets, input.request, ctx.clock.now()))
    throw new StoaError("unauthenticated", {
      what: secrets.length === 0 ? `No signing secret of ${definition.title} is entered.` : "This event's signature or time is not right.",
      fix: "Enter the signing secret that the provider shows beside this address, under Providers.",
    });
  const answer = challengeOf(events, input.request);
  if (answer !== undefined) return { kind: "challenge", answer };
  const ownsConnections = needsApp(definition) || !deps.catalogue.has(definition.name);
  return {
    kind: "events",
    appId: ownsConnections ? (app?.id ?? null) : null,
    byField: events.account.field !== undefined,
    sendsAgain: events.busy !== "count",
    events: partEvents(events, input.request),
  };
}

function questionOf({ challenge }: ProviderEvents, { query }: EventRequest): string | undefined {
  const question = challenge && "query" in challenge ? query[challenge.query] : undefined;
  return question !== undefined && plainQuestion.test(question) ? question : undefined;
}

async function readSigning(ctx: Ctx, events: ProviderEvents, app: AppRow): Promise<string[]> {
  const since = events.secret === "client" ? ctx.clock.now() - retiredMs : 0;
  const rows = await transaction(ctx, ({ tx }) => listSigningSecrets(tx, app.id, since));
  const ids = rows.map(({ secretId }) => secretId);
  if (events.secret === "client" && app.secretId !== null) ids.unshift(app.secretId);
  return [...(await readSecrets(engineCtx(ctx, "events"), ids)).values()];
}
