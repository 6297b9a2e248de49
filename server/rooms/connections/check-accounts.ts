import type { Manifest, ProviderDefinition } from "@stoa/contract";
import { transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { notFound, StoaError } from "../../base/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { doesFit } from "./list-needs.ts";
import { isApiHost } from "./provider/fill.ts";
import { needsApp } from "./provider/kinds.ts";
import { resolveProvider } from "./resolve-provider.ts";
import { listOffered } from "./store/apps.ts";
import { findConnection } from "./store/connections.ts";
import { readingCustomer } from "./scope.ts";

/** What is wrong, and how to mend it. */
export interface AccountFault {
  text: string;
  fix: string;
}

/**
 * Why customers of a side could not connect what a release asks for: a provider nobody knows, no app there, or requests outside the provider's hosts.
 * Asked before a listing is shown. @returns the first fault, or undefined
 */
export async function findAccountFault(
  ctx: TxCtx,
  deps: Pick<ConnectDeps, "catalogue">,
  input: { sideId: string; publisherId: string; manifest: Pick<Manifest, "connections"> },
): Promise<AccountFault | undefined> {
  const needs = input.manifest.connections.filter(({ provider }) => provider !== undefined);
  if (needs.length === 0) return undefined;
  const offered = await listOffered(
    ctx.tx,
    input,
    needs.map(({ provider }) => provider ?? ""),
  );
  for (const need of needs) {
    const here = offered.filter((one) => one.provider === need.provider);
    const definition = deps.catalogue.get(need.provider ?? "") ?? here.find((one) => one.definition !== null)?.definition;
    const fault = faultOf(
      need,
      definition ?? undefined,
      here.some(({ hasClient }) => hasClient),
    );
    if (fault) return fault;
  }
  return undefined;
}

function faultOf(
  { name, provider, http }: Manifest["connections"][number],
  definition: ProviderDefinition | undefined,
  hasClient: boolean,
): AccountFault | undefined {
  if (!definition)
    return {
      text: `Nobody has described the provider ${provider} here.`,
      fix: "Use one of the catalogue, or describe it under Providers.",
    };
  if (needsApp(definition) && !hasClient)
    return {
      text: `No app at ${definition.title} is entered, so no customer could connect an account there.`,
      fix: "Enter one under Providers, or ask the host to enter theirs.",
    };
  const base = http && http.base !== "" ? URL.parse(http.base) : null;
  if (!base || isApiHost(definition, base)) return undefined;
  return {
    text: `The account ${name} would send ${definition.title}'s secret to ${base.host}.`,
    fix: `Its secret goes to ${definition.hosts.join(", ")} only: correct \`base\`, or leave it out.`,
  };
}

/**
 * Checks that a customer's connection serves what a release declares. @throws StoaError not_found, also for another customer's; refused when it is of
 * another provider, or may do too little
 */
export async function requireFit(
  ctx: Ctx,
  deps: ConnectDeps,
  input: { publisherId: string; need: Manifest["connections"][number]; connectionId: string },
): Promise<void> {
  const { customerId, sideId } = readingCustomer(ctx);
  const row = await transaction(ctx, ({ tx }) => findConnection(tx, customerId, input.connectionId));
  if (!row) throw notFound("connection");
  const { need, publisherId } = input;
  const serving = await resolveProvider(ctx, deps, { sideId, publisherId, provider: need.provider ?? "" });
  if (doesFit(serving, need.scopes ?? [], row)) return;
  throw new StoaError("refused", {
    what: `${row.name} does not serve ${need.title}: it is of another provider or app, was ended, or may do too little.`,
    fix: `Connect ${serving.definition.title} for it.`,
  });
}
