import { randomFillSync } from "node:crypto";
import type { Clock } from "./clock.ts";

/** Of every id, as a part of a pattern. */
export const idForm = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const idPattern = new RegExp(`^${idForm}$`);

export const isId = (text: string): boolean => idPattern.test(text);

let lastMillisecond = 0;
let counter = 0;

/** Asking the system for sixteen bytes costs as much as for a page. */
const random = Buffer.allocUnsafe(4_096);
let used = random.length;

function takeRandom(): Buffer {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += 16;
  return random.subarray(used - 16, used);
}

/**
 * A uuidv7 (RFC 9562) from the clock; ids made in one process within one millisecond keep their order (12-bit counter).
 */
export function newId(clock: Clock): string {
  const now = Math.max(0, Math.floor(clock.now()));
  const bytes = takeRandom();
  counter = now === lastMillisecond ? counter + 1 : bytes.readUInt16BE(6) & 0x3ff;
  lastMillisecond = now;
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(0x7000 | (counter & 0xfff), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const lastMoment = 2 ** 48 - 1;

/** The smallest uuidv7 of a moment, of those that an id can tell: the bound of an id-partitioned range. */
export function firstIdOf(milliseconds: number): string {
  const hex = Math.min(Math.max(0, Math.floor(milliseconds)), lastMoment)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** When a uuidv7 was made, in milliseconds since 1970. */
export function momentOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
