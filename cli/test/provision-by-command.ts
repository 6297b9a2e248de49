import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type {
  CustomerHealthItem,
  CustomerHealthView,
  CustomerPersonView,
  CustomerView,
  DomainView,
  KeySetView,
  ListingWeek,
  Promoted,
  PromotionView,
  SideKeyView,
} from "@stoa/contract";
import type { NameServer } from "../../server/rooms/identity/testing.ts";
import type { Seat } from "./refusals.ts";

interface Terminal {
  json<T>(seat: Seat, ...args: string[]): Promise<T>;
  /** Where a host publishes its keys. */
  keys: { url: string; kid: string };
  work: string;
  /** The name servers of the deployment. */
  names: NameServer;
}

/** A host registers and publishes keys, and says which customers and people it has. */
export async function provisionByCommand({ json, keys, work, names }: Terminal): Promise<void> {
  const { publicKey } = await generateKeyPair("EdDSA", { extractable: true });
  const file = join(work, "key.json");
  writeFileSync(file, JSON.stringify(await exportJWK(publicKey)));
  const added = await json<SideKeyView>("host", "keys", "add", file, "--issuer", "cli.example", "--kid", "k1");
  const set = await json<KeySetView>("host", "keys", "publish", keys.url, "--issuer", "published.example");
  assert.deepEqual(
    set.keys.map(({ kid }) => kid),
    [keys.kid],
  );
  const lines = await json<{ kid: string; state: string }[]>("host", "keys", "list");
  assert.ok(["k1", keys.kid].every((kid) => lines.some((line) => line.kid === kid)));
  const domain = await json<DomainView>("host", "domains", "add", "Integrations.CLI.example");
  names.texts.set(domain.record.name, [domain.record.value]);
  assert.equal((await json<DomainView>("host", "domains", "check", domain.name)).state, "proven");
  assert.deepEqual(await json("host", "domains", "remove", domain.id), { removed: domain.id });
  assert.deepEqual(await json("host", "domains", "list"), []);
  const word = ["--tier", "pro", "--cap", "5"];
  const acme = await json<CustomerView>("host", "customers", "put", "acme/1", "--name", "Acme", ...word);
  assert.deepEqual([acme.externalRef, acme.tier, acme.installCap], ["acme/1", "pro", 5]);
  assert.equal((await json<CustomerView>("host", "customers", "show", "acme/1")).id, acme.id);
  assert.ok((await json<CustomerView[]>("host", "customers", "list")).some(({ id }) => id === acme.id));
  assert.ok(
    (await json<CustomerHealthItem[]>("host", "customers", "health", "--csv")).some(
      ({ id, health }) => id === acme.id && health === "none",
    ),
  );
  assert.equal((await json<CustomerHealthView>("host", "customers", "health", "acme/1")).people, 0);
  assert.ok((await json<PromotionView>("host", "promotion", "show")).liveSideId.startsWith("side_"));
  assert.deepEqual(await json<Promoted>("host", "promotion", "apply", "limit:plan:nobody"), { promoted: [], same: ["limit:plan:nobody"] });
  assert.ok(Array.isArray(await json<ListingWeek[]>("host", "listings", "weeks", "--by", "both")));
  await json("host", "people", "put", "acme/1", "u@1", "--role", "owner", "--group", "a", "b");
  const [person] = await json<CustomerPersonView[]>("host", "people", "list", "acme/1");
  assert.deepEqual([person?.subject, person?.role, person?.groups], ["u@1", "customer_owner", ["a", "b"]]);
  await json("host", "people", "remove", "acme/1", "u@1");
  assert.ok((await json<CustomerPersonView[]>("host", "people", "list", "acme/1"))[0]?.endedAt);
  assert.ok((await json<CustomerView>("host", "customers", "close", acme.id)).closedAt);
  assert.equal((await json<CustomerView>("host", "customers", "reopen", "acme/1")).closedAt, null);
  assert.equal((await json<KeySetView>("host", "keys", "refresh", set.id)).error, null);
  for (const id of [added.id, set.id]) await json("host", "keys", "remove", id);
}

/** Lines that are refused, with the exit code of each. */
export const provisionRefusals = (nothing: string): [Seat, string, number][] => [
  ["host", `listings offer lst_${nothing} --tier pro`, 3],
  ["host", "keys add /nonexistent --issuer x --kid y", 2],
  ["host", "keys publish http://127.0.0.1:9/jwks --issuer x", 3],
  ["host", `keys refresh kst_${nothing}`, 3],
  ["host", `keys remove key_${nothing}`, 3],
  ["publisher", "domains list", 3],
  ["host", "domains add localhost", 3],
  ["host", "domains check nothing.example", 3],
  ["host", "domains remove nothing.example", 3],
  ["host", "customers show nobody", 3],
  ["host", "customers health nobody", 3],
  ["publisher", "listings weeks", 3],
  ["customer", "listings sources", 3],
  ["host", `wishes show wsh_${nothing}`, 3],
  ["host", `wishes answer wsh_${nothing} --state planned`, 3],
  ["host", "synonyms add claim Claim", 3],
  ["host", "synonyms remove claim invoice", 3],
  ["publisher", "promotion show", 3],
  ["publisher", "promotion apply --all", 3],
  ["publisher", "customers put acme --name Acme", 3],
  ["host", "customers close nobody", 3],
  ["host", "customers reopen nobody", 3],
  ["host", "people put nobody u-1 --role owner", 3],
  ["host", "people remove nobody u-1", 3],
];
