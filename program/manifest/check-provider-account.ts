import type { HttpConnection, Manifest } from "@stoa/contract";
import { readHttpBase, readRule } from "../network/http-connection.ts";
import { fieldsOfHost } from "../network/resolve-hosts.ts";
import type { Say } from "./check-references.ts";

/** An account that the customer connects at a provider: the provider says what is asked for and how the secret is sent. */
export function checkProviderAccount(connection: Manifest["connections"][number], say: Say): void {
  const { provider, http, env, kind, fields } = connection;
  if (provider === undefined)
    return say([], "This account says neither a provider nor fields of the form.", "Write `provider: hubspot`, or `kind` and `fields`.");
  if (kind !== "provider" || fields.length > 0)
    say([], "An account of a provider has no `kind` and no `fields`: the provider's own are asked for.", "Take them out.");
  if (!http && !env)
    say([], "Nothing says how the program uses this account.", "Add `http`, so that Stoa adds the secret, or `env` with `raw`.");
  checkReading(connection, say);
  if (http) checkRequests(http, say);
}

function checkReading({ env, raw }: Manifest["connections"][number], say: Say): void {
  if (env && raw === undefined)
    say(["env"], "The program would read the secret itself and says no reason.", "Add `raw` with the reason, for the customer to read.");
  if (!env && raw !== undefined) say(["raw"], "The program reads nothing of this account itself.", "Take `raw` out, or add `env`.");
}

function checkRequests({ auth, allow, base }: HttpConnection, say: Say): void {
  if (Object.keys(auth).length > 0) say(["http", "auth"], "How the secret is sent is the provider's to say.", "Take `auth` out.");
  for (const [at, line] of allow.entries())
    if (!readRule(line))
      say(
        ["http", "allow", at],
        `\`${line}\` is not a method and a plain path.`,
        "Write one such as `GET /v1/contacts/*`, without dots between slashes.",
      );
  if (base !== "" && (fieldsOfHost(base).length > 0 || readHttpBase(base, {}) === undefined))
    say(
      ["http", "base"],
      `\`${base}\` is not a plain address.`,
      "Leave it out for the provider's own, or write one such as `https://api.example.com/v1`.",
    );
}
