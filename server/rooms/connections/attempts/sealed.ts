import { StoaError, type Ctx } from "../../../base/index.ts";

/** What of a try must not be read in the database: a PKCE verifier, or a device code. */
export interface Sealed {
  verifier?: string | undefined;
  deviceCode?: string;
  userCode?: string;
  address?: string;
  everySeconds?: number;
}

const about = (id: string): string => `connection attempt ${id}`;

/** @throws StoaError key_missing */
export function sealAttempt(ctx: Ctx, id: string, value: Sealed): Buffer {
  return keysOf(ctx).wrap(Buffer.from(JSON.stringify(value)), about(id));
}

export function openSealed(ctx: Ctx, id: string, sealed: Buffer | null): Sealed {
  return sealed === null ? {} : (JSON.parse(keysOf(ctx).unwrap(sealed, about(id)).toString("utf8")) as Sealed);
}

function keysOf(ctx: Ctx): NonNullable<Ctx["keys"]> {
  if (!ctx.keys) throw new StoaError("key_missing", "This process has no deployment key.");
  return ctx.keys;
}
