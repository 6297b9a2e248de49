import { engineCtx, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { enter } from "./authorize.ts";
import { makeToken } from "./make-token.ts";
import { hashCredential } from "./credentials.ts";
import { loginTokenDays, onlyReads } from "./decide-login.ts";
import { listRolesOf } from "./store/access.ts";
import { findLoginState, takeLoginRow, type ApprovedLoginRow } from "./store/logins.ts";

/**
 * The token of an approved login, once; undefined while nobody has decided. It has the approved roles that its person still holds.
 * @throws StoaError gone when refused, taken, too old or unknown; not_found, forbidden when the person has left the place
 */
export async function collectLogin(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: { secret: string },
): Promise<string | undefined> {
  return transaction(engineCtx(ctx, "collect-login", ctx.trace), async (inner) => {
    const hash = hashCredential(input.secret);
    const taken = await takeLoginRow(inner.tx, hash, inner.clock.now());
    if (taken) return handOut(inner, taken);
    const found = await findLoginState(inner.tx, hash);
    if (found?.state === "waiting" && found.expiresAt > inner.clock.now()) return undefined;
    throw new StoaError("gone", { what: endings[found?.state ?? "unknown"], fix: "Ask again: stoa login" });
  });
}

const endings = {
  waiting: "Nobody decided on this request to sign in within ten minutes.",
  approved: "This request to sign in was approved, but not collected within ten minutes.",
  refused: "This request to sign in was refused.",
  taken: "The token of this request has been handed out already.",
  unknown: "There is no such request to sign in.",
} as const;

async function handOut(inner: TxCtx, login: ApprovedLoginRow): Promise<string> {
  const memberships = await listRolesOf(inner.tx, login.personId);
  const { scope, roles: held } = await enter(inner.tx, memberships, { kind: login.kind, id: login.placeId ?? undefined });
  const roles = login.roles.filter((role) => held.includes(role));
  if (roles.length === 0)
    throw new StoaError("forbidden", { what: "Who approved this has lost the role it needs.", fix: "Ask an owner of the place." });
  const actor = { kind: "person", personId: login.personId, roles } as const;
  const { text } = await makeToken(
    { ...inner, scope, actor },
    { name: login.device, roles, days: loginTokenDays, readOnly: onlyReads(roles) },
  );
  return text;
}
