import type { AskedLogin } from "@stoa/contract";
import { audit, engineCtx, StoaError, transaction, type Ctx, type Role, type TxCtx } from "../../base/index.ts";
import { enter, identify, type Target } from "./authorize.ts";
import { hashCode, loginMinutes } from "./begin-login.ts";
import { auditTenant } from "./tenant-of.ts";
import { tokenMakers } from "./token-makers.ts";
import { toPlace } from "./get-me.ts";
import { listPlaces, type MembershipRow, type PlaceRow } from "./store/access.ts";
import { countGuesses, decideLoginRow, findWaitingLogin, insertGuess, type LoginSeat } from "./store/logins.ts";

type Door = Pick<Ctx, "db" | "clock" | "log" | "trace">;

/** A token of a login ends by itself: laptops are lost. */
export const loginTokenDays = 90;
const mostGuesses = 10;

/** What a code stands for, and where the person signed in may let it act. @throws StoaError unauthenticated, forbidden, gone, rate_limited */
export async function findLogin(ctx: Door, credential: string | undefined, input: { code: string }): Promise<AskedLogin> {
  return withCode(ctx, credential, async (inner, person) => {
    const found = await findWaitingLogin(inner.tx, hashCode(input.code), inner.clock.now());
    if (!found) return undefined;
    const places = await listPlaces(inner.tx, person.memberships);
    return {
      device: found.device,
      address: found.address,
      askedAt: new Date(found.createdAt).toISOString(),
      expiresAt: new Date(found.expiresAt).toISOString(),
      tokenDays: loginTokenDays,
      places: places.filter(isGiven).map((row) => ({ ...toPlace(row), readOnly: onlyReads(ownOf(row)) })),
    };
  });
}

/** A token acts on both sides of a host, so the host is one place; an operator has no role of its own in a tenant's. */
function isGiven({ roles, side, kind }: PlaceRow): boolean {
  return ownOf({ roles, kind }).length > 0 && !(kind === "side" && side === "test");
}

function ownOf({ roles, kind }: { roles: readonly Role[]; kind: Target["kind"] }): Role[] {
  return roles.filter((role) => role.startsWith(prefixes[kind]));
}

/** Whoever may make no token for programs lets a terminal look, and no more. */
export function onlyReads(roles: readonly Role[]): boolean {
  return !roles.some((role) => tokenMakers.includes(role));
}

/**
 * The person signed in says yes, for one place they act in, or no. The token is made when the terminal collects it.
 * @throws StoaError unauthenticated, forbidden, not_found for a place that is not theirs, gone, rate_limited
 */
export async function decideLogin(
  ctx: Door,
  credential: string | undefined,
  input: { code: string; place: Target | undefined },
): Promise<void> {
  await withCode(ctx, credential, async (inner, { personId, memberships }) => {
    const seat = input.place && (await takeSeat(inner, memberships, input.place));
    const decided = await decideLoginRow(inner.tx, { codeHash: hashCode(input.code), personId, seat, now: inner.clock.now() });
    if (!decided) return undefined;
    const verb = seat ? "login.approve" : "login.refuse";
    const asPerson: TxCtx = { ...inner, actor: { kind: "person", personId, roles: seat?.roles ?? [] } };
    await audit(asPerson, { verb, subject: decided.id, ...seat?.tenant, after: { device: decided.device, roles: seat?.roles ?? [] } });
    return true;
  });
}

interface Decider {
  personId: string;
  memberships: MembershipRow[];
}

/** Runs `work` for the person signed in; undefined says that there is no such code, which is counted and told. */
async function withCode<T>(
  ctx: Door,
  credential: string | undefined,
  work: (inner: TxCtx, person: Decider) => Promise<T | undefined>,
): Promise<T> {
  const result = await transaction(engineCtx(ctx, "login", ctx.trace), async (inner) => {
    const { credential: found, memberships } = await identify(inner.tx, credential, inner.clock.now());
    const { personId } = found;
    if (personId === null)
      throw new StoaError("forbidden", { what: "Only a person can let a terminal in.", fix: "Sign in to the page with your link." });
    const now = inner.clock.now();
    const guesses = await countGuesses(inner.tx, personId, now - loginMinutes * 60_000);
    if ((guesses?.count ?? 0) >= mostGuesses)
      throw new StoaError("rate_limited", {
        what: `You gave ${mostGuesses} codes that are not there.`,
        fix: `Wait ${loginMinutes} minutes, then ask for a new code: stoa login`,
      });
    const done = await work(inner, { personId, memberships });
    if (done === undefined) await insertGuess(inner.tx, personId, now);
    return done;
  });
  if (result !== undefined) return result;
  throw new StoaError("gone", {
    what: "There is no request with this code: it was decided already, is older than ten minutes, or was mistyped.",
    fix: "Compare it with your terminal, or ask for a new one: stoa login",
  });
}

async function takeSeat(
  inner: TxCtx,
  memberships: readonly MembershipRow[],
  place: Target,
): Promise<LoginSeat & { tenant: ReturnType<typeof auditTenant> }> {
  const { scope, roles } = await enter(inner.tx, memberships, place);
  return { kind: place.kind, id: place.id, roles: ownRoles(place.kind, roles), tenant: auditTenant(scope) };
}

const prefixes = { operator: "operator", side: "host_", publisher: "publisher_", customer: "customer_" } as const;

/** An operator who enters a tenant holds no role of its own there, so gives none away. */
function ownRoles(kind: Target["kind"], roles: readonly Role[]): Role[] {
  const own = ownOf({ roles, kind });
  if (own.length > 0) return own;
  throw new StoaError("forbidden", {
    what: "You have no role of your own in this place.",
    fix: "Choose another place, or have yourself invited.",
  });
}
