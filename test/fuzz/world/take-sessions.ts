import { showId } from "@stoa/contract";
import { signPerson } from "@stoa/host";
import { engineCtx, transaction, type Ctx, type Role } from "../../../server/base/index.ts";
import type { BroughtCustomer } from "../../../server/machine/seed/bring-customer.ts";
import { createInvite, signInFromHost, askNobody, spendLink, startConsoleSession } from "../../../server/rooms/identity/index.ts";
import { askAs } from "./ask.ts";
import type { Line, Seat } from "./line.ts";
import type { LineSpec } from "./open-line.ts";
import type { Making } from "./open-camp.ts";

type Begin = () => Promise<string>;

/** The same people as by token, signed in: customers' in the host's frame, the others' in the console, as a browser sends it. */
export async function takeSessions(making: Making, customer: BroughtCustomer, spec: LineSpec, canaries: Line["canaries"]): Promise<Seat[]> {
  const { side, publisher } = spec;
  const [owner, viewer] = customer.spec.people;
  const support = await invite(making, side.brought.owner, "host_support", `Helper ${canaries.camp}`);
  const developer = await invite(making, publisher.brought.owner, "publisher_developer", `Helper ${canaries.publisher}`);
  return [
    ...(await seatsOf("customer", "everything", () => inFrame(making, customer, owner))),
    ...(await seatsOf("customer", "little", () => inFrame(making, customer, viewer))),
    ...(await seatsOf("publisher", "everything", () => inConsole(making, publisher.brought.owner))),
    ...(await seatsOf("publisher", "little", () => inConsole(making, developer))),
    ...(await seatsOf("side", "everything", () => inConsole(making, side.brought.owner))),
    ...(await seatsOf("side", "little", () => inConsole(making, support))),
    await gone(making, "customer", () => inFrame(making, customer, owner)),
    await gone(making, "side", () => inConsole(making, side.brought.owner)),
  ];
}

/** Their clock runs on while others are asked, so they sign in again when they are told to. */
async function seatsOf(scope: Seat["scope"], may: Seat["may"], begin: Begin): Promise<Seat[]> {
  const seat: Seat = { scope, may, way: scope === "customer" ? "session" : "cookie", credential: await begin() };
  seat.renew = async () => {
    seat.credential = await begin();
  };
  return [seat];
}

async function gone({ api }: Making, scope: Seat["scope"], begin: Begin): Promise<Seat> {
  const credential = await begin();
  await askAs(api, credential)("DELETE", "/v1/sessions/current");
  return { scope, may: "nothing any more", way: "cookie", credential };
}

async function inFrame(
  { place }: Making,
  { side, spec }: BroughtCustomer,
  person: BroughtCustomer["spec"]["people"][number] | undefined,
): Promise<string> {
  if (!person) throw new Error(`${spec.name} has no such person`);
  const { key } = side;
  const token = signPerson(
    { id: person.subject, name: person.name, email: person.email, role: person.role, customer: { id: spec.ref, name: spec.name } },
    { stoaUrl: place.audience, issuer: key.issuer, key, now: () => new Date(place.clock.now()) },
  );
  return (await signInFromHost(engineCtx(place, "fuzz"), { token, audience: place.audience }, askNobody)).secret;
}

async function inConsole({ place }: Making, { actor }: Pick<Ctx, "actor">): Promise<string> {
  if (actor.kind !== "person") throw new Error("only a person signs in");
  return (await transaction(engineCtx(place, "fuzz"), (inner) => startConsoleSession(inner, actor.personId, null))).secret;
}

async function invite({ place }: Making, owner: Ctx, role: Role, name: string): Promise<Pick<Ctx, "actor">> {
  const { code } = await createInvite(owner, { email: `${showId("person", crypto.randomUUID())}@helper.example`, role });
  const { personId } = await spendLink(engineCtx(place, "fuzz"), { code, name });
  return { actor: { kind: "person", personId, roles: [role] } };
}
