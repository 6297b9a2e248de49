import type { ManifestSource } from "@stoa/contract";
import type { ListingSpec } from "./data-listings.ts";

/** What a seeded integration really does when it is run: it walks through a few things, counts them, and remembers where it stopped. */
export const program = String.raw`#!/bin/bash
set -euo pipefail
say() { echo "$*" >&3; }
things=$1 most=${"$"}{2:-12}
cursor=0
if [[ ${"$"}{STOA_STATE:-null} =~ \"cursor\":([0-9]+) ]]; then cursor=${"$"}{BASH_REMATCH[1]}; fi
echo "reading $things after $cursor"
for ((step = 1; step <= most; step++)); do
  sleep 0.5
  say "progress $step $most $things"
  if ((step % 3 == 0)); then say "count updated 1"; else say "count created 1"; fi
  say "state {\"cursor\":$((cursor + step))}"
done
echo "$most $things done"
`;

export function manifestSource(spec: ListingSpec, support: string): ManifestSource {
  const properties = {
    account: { type: "string", title: "Account", description: `The account at ${spec.host}.`, maxLength: 80 },
    api_token: { type: "string", title: "Access token", format: "secret" },
    since: { type: "string", title: `Take ${spec.things} from`, enum: ["today", "this month", "the beginning"], default: "this month" },
    notify: { type: "string", title: "Tell about problems", format: "email" },
  };
  return {
    version: 1,
    contract: "stoa",
    name: spec.slug,
    title: spec.title,
    summary: spec.summary,
    description: describe(spec),
    categories: [spec.category],
    support,
    base: "bash",
    run: `bash /app/program.sh ${spec.things}`,
    configs: { schema: { required: ["account"], properties } },
    ...reachOf(spec),
    schedule: spec.cron,
    permissions: [
      { title: `Read ${spec.things}`, text: `It reads ${spec.things} at ${spec.host} with the account you connect.` },
      { title: "Write here", text: `It adds and changes ${spec.things} in your account. It deletes nothing.` },
    ],
    data: [{ title: "What leaves", text: `Only what is needed to find the right ${spec.things} is sent to ${spec.host}.` }],
  };
}

/** Those of invoices let Stoa add their token to requests; the others read it themselves. */
function reachOf({ host, things, title }: ListingSpec): Pick<ManifestSource, "connections" | "network"> {
  if (things !== "invoices") return { network: { hosts: [`${host}:443`] } };
  const auth = { header: "Authorization", value: "Bearer {api_token}" };
  const http = { base: `https://${host}`, auth, allow: ["GET /v1/invoices", "GET /v1/invoices/*", "PUT /v1/files/**"] };
  return { connections: [{ name: "account", kind: "token", title, fields: ["account", "api_token"], http }], network: { hosts: [] } };
}

function describe(spec: ListingSpec): string {
  return [
    spec.summary,
    "## How it works",
    `Connect your account at **${spec.host}**, choose from when on ${spec.things} are taken, and switch it on. It looks for new and changed ${spec.things} on its schedule and remembers where it stopped, so nothing is taken twice.`,
    "## When something goes wrong",
    `A single item that cannot be taken is named with the reason and the rest goes on. When ${spec.host} does not answer, the run is tried again by itself.`,
  ].join("\n\n");
}
