import { randomUUID } from "node:crypto";
import type { Visits } from "../base/http/index.ts";
import type { Certificate } from "./deps.ts";

/** What is known of the way people come in; the pages of the operator tell it. */
export interface PublicAddress {
  /** Names this process: who asks the public address for its health learns whether it is this one that answers. */
  instance: string;
  visits: Visits;
  certificate: Certificate | undefined;
}

export function openPublicAddress(certificate: Certificate | undefined): PublicAddress {
  return {
    instance: randomUUID(),
    visits: { byPublicHost: false, foreignHost: undefined, untrustedProxy: undefined },
    certificate,
  };
}
