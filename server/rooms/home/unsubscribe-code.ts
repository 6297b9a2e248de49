import { timingSafeEqual } from "node:crypto";
import { readId, showId } from "@stoa/contract";
import type { KeyRing } from "../../base/index.ts";

interface Whose {
  customerId: string;
  personId: string;
}

const proofOf = (keys: KeyRing, { customerId, personId }: Whose): Buffer => keys.fingerprint(`unsubscribe ${customerId} ${personId}`);

/** Good for one thing: to send a person no more mails about a customer. It does not end, since mails are kept. */
export function unsubscribeCode(keys: KeyRing, whose: Whose): string {
  return `${showId("customer", whose.customerId)}.${showId("person", whose.personId)}.${proofOf(keys, whose).toString("base64url")}`;
}

/** Whose mails a code ends; undefined for one that we did not make. */
export function readUnsubscribeCode(keys: KeyRing, code: string): Whose | undefined {
  const [customer = "", person = "", proof = ""] = code.split(".");
  const [customerId, personId] = [readId("customer", customer), readId("person", person)];
  if (customerId === undefined || personId === undefined) return undefined;
  const [given, own] = [Buffer.from(proof, "base64url"), proofOf(keys, { customerId, personId })];
  return given.length === own.length && timingSafeEqual(given, own) ? { customerId, personId } : undefined;
}
