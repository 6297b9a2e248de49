import { showId } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { issueCertificate, makeAuthority, type Certificate } from "./certificates.ts";
import * as store from "./store.ts";

/** Vouches for simulators inside the boxes of one test side. */
export interface SideAuthority {
  /** PEM; what boxes of the side trust besides everybody's authorities. */
  certificate: string;
  /** A certificate for a host, made at first need and kept in memory for a week. */
  issue(host: string): Promise<Certificate>;
}

const freshMs = 7 * 86_400_000;
const mostKept = 1_000;

/** The authority of a test side, made at first need. Engine scope. @throws StoaError forbidden for a live side, key_missing */
export async function openSideAuthority(ctx: Ctx, input: { sideId: string }): Promise<SideAuthority> {
  const { keys } = ctx;
  if (!keys) throw new StoaError("key_missing", "This process has no deployment key.");
  const about = `authority:${input.sideId}`;
  const made = (await readAuthority(ctx, input.sideId)) ?? (await makeFor(ctx, input.sideId));
  return holdAuthority({ cert: made.certificate, key: keys.unwrap(made.wrappedKey, about).toString("utf8") });
}

function readAuthority(ctx: Ctx, sideId: string): Promise<store.AuthorityRow | undefined> {
  return transaction(ctx, ({ tx }) => store.findAuthority(tx, sideId));
}

/** Of two at once one makes it; the key is made outside a transaction. */
async function makeFor(ctx: Ctx, sideId: string): Promise<store.AuthorityRow> {
  const { cert, key } = await makeAuthority(`Stoa test side ${showId("side", sideId).slice(-6)}`);
  const wrappedKey = ctx.keys?.wrap(Buffer.from(key), `authority:${sideId}`) ?? Buffer.alloc(0);
  const now = ctx.clock.now();
  const row = await transaction(ctx, async ({ tx }) => {
    await store.insertAuthority(tx, { sideId, certificate: cert, wrappedKey, now });
    return store.findAuthority(tx, sideId);
  });
  if (row) return row;
  throw new StoaError("forbidden", { what: "Only a test side has an authority of its own.", fix: "Use the host's test side." });
}

function holdAuthority(authority: Certificate): SideAuthority {
  const issued = new Map<string, { until: number; certificate: Promise<Certificate> }>();
  return {
    certificate: authority.cert,
    issue: (host) => {
      const known = issued.get(host);
      if (known && known.until > Date.now()) return known.certificate;
      const certificate = issueCertificate(authority, host);
      if (issued.size >= mostKept) issued.clear();
      issued.set(host, { until: Date.now() + freshMs, certificate });
      certificate.catch(() => issued.delete(host));
      return certificate;
    },
  };
}
