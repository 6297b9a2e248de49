import { showId } from "@stoa/contract";
import { newId, transaction, type Ctx } from "../../../base/index.ts";
import { openSideSigner, readSecrets } from "../../trust/index.ts";
import type { DeclaredAction } from "../document/read-document.ts";
import type { ApiRow } from "../store/actions.ts";
import type { CallOwner } from "../store/calls.ts";
import { findTokenRow } from "../store/host-tokens.ts";
import type { Asked } from "./judge-request.ts";

/** Good for one request just now. */
const tokenSeconds = 60;
/** What kind of token it is, so that none made for something else is ever taken for it. */
export const callTokenType = "stoa-call+jwt";

export interface Caller extends CallOwner {
  /** What the host itself calls the customer. */
  customerRef: string;
}

/**
 * The token that a request carries: one that Stoa signs, for this action, method and path alone, or the one its host handed over for the customer;
 * undefined where the host has handed over none. @throws StoaError key_missing
 */
export async function credentialFor(
  ctx: Ctx,
  input: { api: ApiRow; caller: Caller; action: DeclaredAction; asked: Asked; publicUrl: string },
): Promise<string | undefined> {
  return input.api.way === "token" ? readHandedOver(ctx, input.caller.customerId) : signToken(ctx, input);
}

async function readHandedOver(ctx: Ctx, customerId: string): Promise<string | undefined> {
  const row = await transaction(ctx, ({ tx }) => findTokenRow(tx, customerId));
  return row && (await readSecrets(ctx, [row.secretId])).get(row.secretId);
}

async function signToken(ctx: Ctx, { api, caller, action, asked, publicUrl }: Parameters<typeof credentialFor>[1]): Promise<string> {
  const signer = await openSideSigner(ctx, { sideId: caller.sideId });
  const now = Math.floor(ctx.clock.now() / 1_000);
  const installation = showId("installation", caller.installationId);
  return signer.sign(
    {
      iss: publicUrl,
      aud: api.base,
      sub: installation,
      jti: newId(ctx.clock),
      iat: now,
      exp: now + tokenSeconds,
      customer: caller.customerRef,
      installation,
      integration: showId("integration", caller.integrationId),
      run: showId("run", caller.runId),
      action: action.name,
      scope: action.scopes.join(" "),
      method: asked.method,
      path: asked.path,
    },
    callTokenType,
  );
}
