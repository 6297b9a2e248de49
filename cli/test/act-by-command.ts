import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Build, DeclarationDiff, HostCall, InstallationView, Listing, RunView } from "@stoa/contract";
import { runStoa, type Ran } from "../testing.ts";
import type { People } from "../../test/try/people.ts";
import type { Seat } from "./refusals.ts";

interface Terminal {
  json<T>(seat: Seat, ...args: string[]): Promise<T>;
  answered: Set<string>;
  url: string;
  people: People;
  work: string;
  env: Record<string, string>;
  /** Where the product's API describes itself. */
  document: string;
}

const program = `
ask() { exec 5<>/dev/tcp/api.host.stoa.internal/80; printf '%s %s HTTP/1.1\\r\\nHost: api.host.stoa.internal\\r\\nConnection: close\\r\\n\\r\\n' "$1" "$2" >&5; cat <&5; exec 5>&-; }
ask GET '/contacts?limit=3'
ask GET /invoices
`;

/** A host uploads its document; a program asks for one of its actions, a customer installs it, sees what it called, and takes that back. */
export async function actByCommand({ json, answered, url, people, work, env, document }: Terminal): Promise<void> {
  const file = join(work, "openapi.json");
  writeFileSync(file, document);
  const seen = await json<DeclarationDiff>("host", "actions", "upload", file, "--preview");
  assert.ok(seen.added.some(({ name }) => name === "contacts.list"));
  assert.equal((await json<unknown[]>("host", "actions", "list")).length, 0);
  await json("host", "actions", "upload", file);
  assert.ok((await json<{ name: string }[]>("publisher", "actions", "list")).some(({ name }) => name === "contacts.list"));
  const as = async (seat: Seat, cwd: string, args: string[], input?: string): Promise<Ran> => {
    const ran = await runStoa([...args, "--json"], {
      cwd,
      env: { ...env, STOA_URL: url, STOA_TOKEN: people[seat].token },
      ...(input ? { input } : {}),
    });
    assert.equal(ran.code, 0, ran.err);
    return ran;
  };
  await as("publisher", work, ["init", "acting", "--lang", "bash"]);
  const home = join(work, "acting");
  appendFileSync(join(home, "stoa.yaml"), "\nactions:\n  - { name: contacts.list, why: Reads whom to write to. }\n");
  appendFileSync(join(home, "main.sh"), program);
  execFileSync("git", ["-c", "user.name=Pat", "-c", "user.email=pat@labs.example", "commit", "-qam", "Act"], { cwd: home });
  assert.equal((JSON.parse((await as("publisher", home, ["push"])).out) as Build).state, "succeeded");
  await as("publisher", home, ["release", "publish"]);
  const listing = JSON.parse((await as("publisher", home, ["submit"])).out) as Listing;
  assert.deepEqual(
    listing.asks?.actions?.map(({ title, why }) => [title, why]),
    [["Read contacts", "Reads whom to write to."]],
  );
  await json("host", "listings", "approve", listing.id);
  const { installationId } = await json<{ installationId: string }>("customer", "install", listing.id, "--yes", "--schedule", "none");
  const run = await json<RunView>("customer", "trigger", installationId);
  assert.equal(run.state, "succeeded", run.sentence ?? "");
  const calls = await json<HostCall[]>("customer", "actions", "calls", "--run", run.id);
  assert.deepEqual(
    calls.map(({ action, status, refused }) => [action, status, refused !== null]),
    [
      ["invoices.list", null, true],
      ["contacts.list", 200, false],
    ],
  );
  // Its customer has not shared its logs.
  const [refused] = await json<HostCall[]>("publisher", "actions", "calls", "--refused");
  assert.deepEqual([refused?.action, refused?.path], ["invoices.list", null]);
  const stateOf = async (): Promise<string | undefined> =>
    (await json<InstallationView>("customer", "installs", "show", installationId)).grants[0]?.state;
  await json("customer", "actions", "revoke", installationId, "contacts.list");
  assert.equal(await stateOf(), "revoked");
  await json("customer", "actions", "allow", installationId, "contacts.list");
  assert.equal(await stateOf(), "allowed");
  const secret = "handed-over-by-the-host";
  const token = await as("host", work, ["actions", "token", "com_northwind"], `${secret}\n`);
  assert.ok(![token.out, token.err].some((text) => text.includes(secret)));
  answered.add("actions token");
  await json("host", "actions", "token", "com_northwind", "--remove");
}

/** Lines that are refused, with the exit code of each. */
export const actRefusals = (nothing: string): [Seat, string, number][] => [
  ["customer", `installs erasure ins_${nothing}`, 3],
  ["customer", "actions list", 3],
  ["host", "actions calls --limit many", 2],
  ["host", "actions upload /nonexistent", 2],
  ["publisher", "actions token acme --remove", 3],
  ["host", "actions token nobody --remove", 3],
  ["customer", `actions revoke ins_${nothing} contacts.list`, 3],
  ["customer", `actions allow ins_${nothing} contacts.list`, 3],
];
