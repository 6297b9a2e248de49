import { randomInt } from "node:crypto";
import { engineCtx, newId, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { hashCredential, newCredential } from "./credentials.ts";
import { countLoginsFrom, insertLogin } from "./store/logins.ts";

export interface BegunLogin {
  secret: string;
  /** As a person reads it: `BCDF-GHJK`. */
  code: string;
  expiresAt: number;
}

/** How long a terminal's request waits, and over which time asking and guessing are counted. */
export const loginMinutes = 10;
const fromOneAddress = 20;

/** No vowels, so that no words come out, and nothing that looks like a digit. Source: RFC 8628, 6.1. */
const letters = "BCDFGHJKLMNPQRSTVWXZ";
const codeLength = 8;

/** A terminal asks to be signed in by a person at a page; nobody is known yet, so nothing is audited. @throws StoaError rate_limited */
export async function beginLogin(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: { device: string; address: string },
): Promise<BegunLogin> {
  return transaction(engineCtx(ctx, "begin-login", ctx.trace), async ({ tx, clock }) => {
    const now = clock.now();
    const asked = await countLoginsFrom(tx, input.address, now - loginMinutes * 60_000);
    if ((asked?.count ?? 0) >= fromOneAddress)
      throw new StoaError("rate_limited", {
        what: `${fromOneAddress} requests to sign in came from your address in ${loginMinutes} minutes.`,
        fix: `Wait ${loginMinutes} minutes, or make a token on the Tokens page of your console and use stoa login --token.`,
      });
    const { text: secret, hash: secretHash } = newCredential("ask");
    const code = Array.from({ length: codeLength }, () => letters.charAt(randomInt(letters.length))).join("");
    const expiresAt = now + loginMinutes * 60_000;
    const made = await insertLogin(tx, { ...input, id: newId(clock), secretHash, codeHash: hashCode(code), now, expiresAt });
    if (made === 0) throw new StoaError("unavailable", { what: "The code that was drawn is in use.", fix: "Ask again." });
    return { secret, code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt };
  });
}

/** However a person types it: dashes, spaces and small letters do not count. */
export function hashCode(code: string): Buffer {
  return hashCredential(code.toUpperCase().replaceAll(/[^A-Z]/g, ""));
}
