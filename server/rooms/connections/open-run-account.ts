import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import type { Manifest } from "@stoa/contract";
import type { ConnectDeps } from "./deps.ts";
import { credentialOf, type Sent } from "./provider/credential.ts";
import { fill, isApiHost } from "./provider/fill.ts";
import { noteUse } from "./store/connections.ts";
import { AccountUnavailable, freshCredential, type Fresh } from "./tokens/fresh-credential.ts";

/** A connection as one attempt of a run uses it. Values live in memory, from the start of a process to its end. */
export interface RunAccount {
  /** Where requests with its secret go. */
  base: string;
  /** For the environment, where the manifest asks for it. */
  env: Record<string, string>;
  /** Values to hide in everything the program writes. */
  sensitive: string[];
  /** What is added to a request now: the token is fetched anew in the middle of a long run, too. @throws AccountUnavailable */
  sent(): Promise<Sent & { sensitive: string[] }>;
}

/** How long what was read is used without asking the database again. */
const keptMs = 15_000;

/** Reads a connection as a process starts, never when it is queued. Engine scope. @throws AccountUnavailable */
export async function openRunAccount(
  ctx: Ctx,
  deps: ConnectDeps,
  input: { connectionId: string; need: Manifest["connections"][number] },
): Promise<RunAccount> {
  const engine = engineCtx(ctx, "connections");
  const { connectionId, need } = input;
  let held = { fresh: await freshCredential(engine, deps, { connectionId }), at: performance.now() };
  await transaction(engine, ({ tx, clock }) => noteUse(tx, [connectionId], clock.now()));
  const base = baseOf(held.fresh, need);
  const sent = async (): Promise<Sent & { sensitive: string[] }> => {
    if (performance.now() - held.at > keptMs)
      held = { fresh: await freshCredential(engine, deps, { connectionId }), at: performance.now() };
    return { ...credentialOf(held.fresh.serving.definition, valuesOf(held.fresh)), sensitive: sensitiveOf(held.fresh) };
  };
  const values = valuesOf(held.fresh);
  const env = Object.fromEntries(Object.entries(need.env ?? {}).map(([name, part]) => [name, values[part] ?? ""]));
  return { base, env, sensitive: sensitiveOf(held.fresh), sent };
}

const valuesOf = ({ row, secret }: Fresh): Record<string, string> => ({
  account_id: row.accountId ?? "",
  account_name: row.accountName ?? "",
  ...row.fields,
  ...secret,
});

const sensitiveOf = ({ secret }: Fresh): string[] => Object.values(secret).filter((value) => value !== "");

function baseOf({ serving, row }: Fresh, need: Manifest["connections"][number]): string {
  const { definition } = serving;
  const written = need.http?.base ?? "";
  const base = written === "" ? fill(definition.api, row.fields) : written;
  const url = URL.parse(base);
  if (url && isApiHost(definition, url)) return base.replace(/\/$/, "");
  throw new AccountUnavailable("lost", `${definition.title}'s secret may not be sent to ${url?.host ?? "what is no address"}.`);
}
