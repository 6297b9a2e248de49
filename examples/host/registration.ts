import type { HostKey } from "./host-key.ts";

/** What a marketplace must know of this product to serve it: who signs its tokens, by which key, and where its pages stand. */
export type Registration = {
  name: string;
  issuer: string;
  origin: string;
  /** Where the marketplace stands: mails lead there. */
  page: string;
  jwks: { keys: HostKey["publicJwk"][] };
  look: { accent: string; accentDark: string; font: string };
};

export function describeRegistration(key: HostKey, issuer: string, origin: string): Registration {
  return {
    name: "Ledgerline",
    issuer,
    origin,
    page: `${origin}/integrations`,
    jwks: { keys: [key.publicJwk] },
    look: { accent: "#13694c", accentDark: "#4cc793", font: "Inter" },
  };
}
