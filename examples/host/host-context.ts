import type { DatabaseSync } from "node:sqlite";
import type { HostKey } from "./host-key.ts";

/** What every page and endpoint of the product works with. */
export type HostContext = {
  db: DatabaseSync;
  key: HostKey;
  issuer: string;
  /** Address of the marketplace, no trailing slash; undefined while none is connected. */
  stoaUrl: string | undefined;
  /** How this product may call the marketplace's API; undefined where it does not. */
  stoaAccess: { stoaUrl: string; sideId: string; accessToken: string } | undefined;
  /** Whether the sign-in page names the demo accounts. */
  demo: boolean;
  now: () => Date;
};
