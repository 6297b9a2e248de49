import { randomBytes } from "node:crypto";

/** A new id such as `con_8f2k0w…`: a prefix that tells the kind and 80 random bits. */
export function newId(kind: "con" | "inv" | "key" | "per" | "com"): string {
  return `${kind}_${BigInt(`0x${randomBytes(10).toString("hex")}`)
    .toString(36)
    .padStart(16, "0")}`;
}
