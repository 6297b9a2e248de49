import { randomUUID } from "node:crypto";
import { readId, showId } from "@stoa/contract";
import { newId, transaction } from "../../../server/base/index.ts";
import { LogWriter } from "../../../server/base/logs/index.ts";
import type { BroughtCustomer } from "../../../server/machine/seed/bring-customer.ts";
import { insertBuild } from "../../../server/rooms/builds/testing.ts";
import { openVisit } from "../../../server/rooms/console/index.ts";
import { putCalls } from "../../../server/rooms/gateway/testing.ts";
import { insertNotices } from "../../../server/rooms/home/testing.ts";
import { createToken, revokeToken } from "../../../server/rooms/identity/index.ts";
import { recordPastRuns, type PastRun } from "../../../server/rooms/runs/index.ts";
import { noUsage } from "../../../server/rooms/runs/testing.ts";
import type { Role } from "../../../server/base/index.ts";
import { askAs, type Views } from "./ask.ts";
import type { Line, Seat } from "./line.ts";
import { firstOf, openCustomer, type Camp, type Making, type PublisherObjects, type SideObjects } from "./open-camp.ts";
import { takeSessions } from "./take-sessions.ts";
import { canariesOf } from "./texts.ts";

export interface LineSpec {
  camp: Camp;
  side: SideObjects;
  publisher: PublisherObjects;
  customer: string;
  /** Of the deployment: the same for every line. */
  operator: Pick<Line["ids"], "alert" | "alertChannel" | "operatorToken" | "operatorSigninProvider">;
}

/** Everything of one customer: a listing it can see, what it installed, what became of it. */
export async function openLine(making: Making, spec: LineSpec): Promise<Line> {
  const { camp, side, publisher } = spec;
  const names = { camp: camp.name, side: side.name, publisher: publisher.name, customer: spec.customer };
  const canaries = canariesOf(names);
  const customer = await openCustomer(making.place, side, spec.customer);
  const listed = await list(making, spec);
  const { consent, owner, ...installed } = await install(making, { customer, side, listing: listed.listing, canaries });
  const past = await run(making, { ...spec, customer, installation: installed.installation, canaries });
  const help = await ask(making, { customer, run: past.run, owner, canaries });
  const visit = await look(side, installed.installation, canaries);
  const ids: Line["ids"] = {
    ...spec.operator,
    ...side.ids,
    ...publisher.ids,
    ...listed,
    ...installed,
    ...past,
    help,
    visit,
    host: showId("host", camp.host.hostId),
    hostSlug: camp.slug,
    customer: showId("customer", customer.customerId),
    customerRef: customer.spec.ref,
    person: customer.spec.people[1]?.subject ?? "",
    actor: customer.owner.actor.kind === "person" ? showId("person", customer.owner.actor.personId) : "",
    build: await build(making, publisher, canaries),
  };
  const people = [customer.owner, publisher.brought.owner, side.brought.owner].flatMap(({ actor }) =>
    actor.kind === "person" ? [actor.personId] : [],
  );
  const { live, test } = camp.sides;
  const tenants = [
    camp.host.hostId,
    live.brought.sideId,
    test.brought.sideId,
    publisher.brought.publisherId,
    customer.customerId,
    ...people,
  ];
  const seats = [...(await takeSeats(customer, spec, owner)), ...(await takeSessions(making, customer, spec, canaries))];
  const renew = async (): Promise<void> => {
    for (const seat of seats) await seat.renew?.();
    ids.visit = await look(side, installed.installation, canaries);
  };
  return { name: Object.values(names).join("-"), ...names, ids, consent, canaries, tenants, seats, renew };
}

async function list({ api }: Making, { side, publisher }: LineSpec): Promise<Pick<Line["ids"], "listing" | "submission" | "eventAddress">> {
  const ask = askAs(api, publisher.owner, `/v1/publishers/${publisher.ids.publisher}`);
  await ask("PUT", `/integrations/${publisher.ids.integration}/listings/${side.ids.side}`, { support: "help@publisher.example" });
  const { items } = await ask<{ items: (Views & { sideId?: string; side?: { id: string } })[] }>("GET", "/listings");
  const listing = items.find((one) => JSON.stringify(one).includes(side.ids.side))?.id ?? "";
  const { submission } = await ask<{ submission: Views }>("POST", `/listings/${listing}/submit`);
  const host = askAs(api, side.owner, `/v1/sides/${side.ids.side}`);
  await host("POST", `/listings/${listing}/review`, { submissionId: submission.id, decision: "approve" });
  const events = await host("POST", "/event-addresses", { provider: side.ids.provider, listingId: listing });
  return { listing, submission: submission.id, eventAddress: events.id };
}

type Installed = Pick<
  Line["ids"],
  "installation" | "connection" | "connectionAttempt" | "customerToken" | "wish" | "export" | "ownWebhook" | "ownDelivery"
> &
  Pick<Line, "consent"> & { owner: string };

async function install(
  { api, outside }: Making,
  { customer, side, listing, canaries }: { customer: BroughtCustomer; side: SideObjects; listing: string; canaries: Line["canaries"] },
): Promise<Installed> {
  const { text } = await createToken(customer.owner, { name: `acting ${canaries.customer}`, roles: ["customer_owner"] });
  const own = `/v1/customers/${showId("customer", customer.customerId)}`;
  const ask = askAs(api, text, own);
  const account = { provider: side.ids.provider, name: `Account ${canaries.account}`, fields: { api_key: `key-${canaries.account}` } };
  const connection = await ask("POST", "/connections", account);
  const attempt = await ask("POST", "/connection-attempts", { provider: side.ids.provider, name: `Try ${canaries.account}`, way: "link" });
  const { consent } = await ask<{ consent: string }>("GET", `/listings/${listing}/consent`);
  const { installationId } = await ask<{ installationId: string }>("POST", "/installations", {
    operationId: randomUUID(),
    listingId: listing,
    consent,
    name: `Installed ${canaries.customer}`,
    config: { folder: `folder ${canaries.customer}` },
    connections: { crm: connection.id },
    shareLogs: true,
  });
  await ask("POST", `/installations/${installationId}/hook/rotate`);
  const host = askAs(api, side.owner, `/v1/sides/${side.ids.side}`);
  await host("PUT", `/customers/${encodeURIComponent(customer.spec.ref)}/host-token`, { token: `token-${canaries.customer}` });
  await ask("POST", "/exports");
  const exports = await ask<{ items: Views[] }>("GET", "/exports");
  const webhook = await ask("POST", "/webhooks", { url: `${outside.url}/hook`, name: `Server ${canaries.customer}` });
  const delivery = await ask("POST", `/webhooks/${webhook.id}/test`);
  const wish = await ask("POST", "/wishes", { name: `Wish ${canaries.market}`, why: `Why ${canaries.customer}` });
  const spare = await ask("POST", "/tokens", { name: `spare ${canaries.customer}`, roles: ["customer_owner"] });
  return {
    installation: installationId,
    connection: connection.id,
    connectionAttempt: attempt.id,
    customerToken: spare.id,
    wish: wish.id,
    ownWebhook: webhook.id,
    ownDelivery: delivery.id,
    export: firstOf(exports),
    consent,
    owner: text,
  };
}

const failed = {
  kind: "work",
  mode: "run",
  triggerKind: "api",
  outcome: "failed",
  failureClass: "upstream",
  rule: "exit",
  owner: "upstream",
  created: 1,
  updated: 0,
  skipped: 0,
  failed: 1,
} as const;
const answered = { action: "contacts.list", method: "GET", status: 200, bytesOut: 1, bytesIn: 1, tookMs: 1, refused: null, count: 1 };

async function run(
  { api, place }: Making,
  of: Omit<LineSpec, "customer"> & { customer: BroughtCustomer; installation: string; canaries: Line["canaries"] },
): Promise<Pick<Line["ids"], "run" | "call" | "notice">> {
  const { canaries, customer, camp, side, publisher } = of;
  const { engine } = api.world;
  const now = place.clock.now();
  const owner = {
    sideId: side.brought.sideId,
    hostId: camp.host.hostId,
    customerId: customer.customerId,
    publisherId: publisher.brought.publisherId,
    integrationId: publisher.integrationId,
    installationId: readId("installation", of.installation) ?? "",
  };
  const runId = newId(place.clock);
  const writer = new LogWriter({
    blobs: api.blobs,
    clock: place.clock,
    prefix: `logs/${owner.sideId}/${owner.customerId}/${runId}/1`,
    onChunk: async () => true,
  });
  for (let line = 0; line < 3; line++) await writer.write("stdout", Buffer.from(`line ${line} of ${canaries.customer}\n`));
  const { lines, bytes, chunks } = await writer.seal();
  const past: PastRun = {
    ...owner,
    ...noUsage,
    ...failed,
    runId,
    releaseId: publisher.releaseId,
    queuedAt: now,
    startedAt: now,
    endedAt: now + 1_000,
    sentence: `It did not answer ${canaries.customer}.`,
    contacted: [{ host: "api.example.com", port: 443, count: 1, bytesIn: 1, bytesOut: 1, refused: null, declared: "api.example.com:443" }],
    details: {
      evidence: null,
      exitCode: 1,
      failedItems: [{ item: `item ${canaries.customer}`, reason: "no reason" }],
      log: { lines, bytes, chunks },
    },
  };
  await recordPastRuns(engine, [past]);
  const call = newId(place.clock);
  const asked = { ...answered, id: call, at: now, path: `/contacts/${canaries.customer}` };
  await transaction(engine, ({ tx }) => putCalls(tx, { ...owner, runId, attempt: 1 }, [asked]));
  const notice = {
    ...owner,
    id: newId(place.clock),
    connectionId: null,
    kind: "failing" as const,
    cause: null,
    runId,
    at: now,
    endedAt: null,
  };
  await transaction(engine, ({ tx }) => insertNotices(tx, [notice]));
  return { run: showId("run", runId), call: showId("call", call), notice: showId("notice", notice.id) };
}

async function ask(
  { api }: Making,
  { customer, run, owner, canaries }: { customer: BroughtCustomer; run: string; owner: string; canaries: Line["canaries"] },
): Promise<string> {
  const own = askAs(api, owner, `/v1/customers/${showId("customer", customer.customerId)}`);
  return (await own<{ helpId: string }>("POST", `/runs/${run}/help`, { words: `Words ${canaries.customer}`, withLog: false })).helpId;
}

/** The host's owner looks at what the customer installed. */
async function look({ brought }: SideObjects, installation: string, { customer }: Line["canaries"]): Promise<string> {
  return (await openVisit(brought.owner, { installationId: readId("installation", installation) ?? "", reason: `Why ${customer}` })).id;
}

async function build(
  { api, place }: Making,
  { integrationId, brought }: PublisherObjects,
  { publisher }: Line["canaries"],
): Promise<string> {
  const { publisherId } = brought;
  const id = newId(place.clock);
  const row = { id, integrationId, publisherId, cause: "push" as const, ref: `refs/heads/${publisher}`, commit: "0".repeat(40) };
  await transaction(api.world.engine, ({ tx }) => insertBuild(tx, { ...row, askedBy: null, now: place.clock.now() }));
  return showId("build", id);
}

/** Of each place of the line somebody who may do everything, somebody who may do little, and somebody whose token was revoked. */
async function takeSeats(customer: BroughtCustomer, { side, publisher }: LineSpec, customerOwner: string): Promise<Seat[]> {
  const seats: Seat[] = [
    { scope: "customer", may: "everything", way: "token", credential: customerOwner },
    { scope: "publisher", may: "everything", way: "token", credential: publisher.owner },
    { scope: "side", may: "everything", way: "token", credential: side.owner },
  ];
  const places = [
    ["customer", customer.owner, "customer_viewer"],
    ["publisher", publisher.brought.owner, "publisher_developer"],
    ["side", side.brought.owner, "host_support"],
  ] as const;
  for (const [scope, owner, role] of places) {
    const make = async (may: Seat["may"], roles: Role[]): Promise<string> => {
      const token = await createToken(owner, { name: may, roles });
      seats.push({ scope, may, way: "token", credential: token.text });
      return token.id;
    };
    await make("little", [role]);
    await revokeToken(owner, { tokenId: await make("nothing any more", [role]) });
  }
  return seats;
}
