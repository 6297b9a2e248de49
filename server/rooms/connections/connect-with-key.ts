import type { ConnectBody, ConnectionView } from "@stoa/contract";
import { StoaError, type Ctx } from "../../base/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { showOne } from "./list-connections.ts";
import { isEntered } from "./provider/kinds.ts";
import { resolveTarget } from "./resolve-target.ts";
import { saveConnection } from "./save-connection.ts";
import { requireCustomer } from "./scope.ts";
import { tryEntered } from "./try-account.ts";

/** Connects an account by what its holder enters: a key, user and password, or a client of their own. Tried first, then kept. @throws StoaError forbidden, not_found, invalid_input by field, refused */
export async function connectWithKey(ctx: Ctx, deps: ConnectDeps, input: ConnectBody): Promise<ConnectionView> {
  requireCustomer(ctx);
  const target = await resolveTarget(ctx, deps, input);
  const { definition } = target;
  if (!isEntered(definition.kind))
    throw new StoaError("refused", {
      what: `An account at ${definition.title} is connected on its own page, not by a key.`,
      fix: "Begin a try to connect: stoa connections connect, or Connect on the page.",
    });
  const tried = await tryEntered(ctx, deps, target, { given: input.fields, scopes: target.scopes });
  const row = await saveConnection(ctx, {
    ...tried,
    serving: target,
    scopes: target.scopes,
    name: input.name,
    connectionId: target.before?.id,
  });
  return showOne(ctx, deps, row);
}
