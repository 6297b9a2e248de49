import { crc32, inflateSync } from "node:zlib";
import { pictureLimits } from "@stoa/contract";
import { PictureFault, type CleanPicture } from "./clean-picture.ts";

/** What makes the picture and its colours, with the most bytes each has; texts, places, profiles and animations are left out. */
const kept = new Map([
  ["PLTE", 768],
  ["tRNS", 256],
  ["gAMA", 4],
  ["cHRM", 32],
  ["sRGB", 1],
  ["sBIT", 4],
  ["IDAT", Infinity],
  ["IEND", 0],
]);
const channels: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

interface Head {
  width: number;
  height: number;
  /** Of one pixel. */
  bits: number;
  interlaced: boolean;
}

export function readPng(bytes: Buffer): CleanPicture {
  const parts = [bytes.subarray(0, 8)];
  const data: Buffer[] = [];
  let head: Head | undefined;
  for (let at = 8, ended = false; !ended;) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString("latin1", at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (bytes.readUInt32BE(at + 8 + length) !== crc32(bytes.subarray(at + 4, at + 8 + length))) throw new PictureFault("damaged");
    const isKept = head ? keeps(name, length) : true;
    head ??= readHead(name, body);
    if (isKept) parts.push(bytes.subarray(at, at + 12 + length));
    if (name === "IDAT") data.push(body);
    ended = name === "IEND";
    at += 12 + length;
  }
  if (!head || !holdsPixels(head, Buffer.concat(data))) throw new PictureFault("damaged");
  return { type: "image/png", width: head.width, height: head.height, content: Buffer.concat(parts) };
}

/** Whether a part behind the head stays. @throws PictureFault for one that is longer than its kind, or that nobody knows and that must be known */
function keeps(name: string, length: number): boolean {
  const most = kept.get(name);
  if (length > (most ?? Infinity) || name === "IHDR") throw new PictureFault("damaged");
  if (most === undefined && /^[A-Z]/.test(name)) throw new PictureFault("a PNG with parts that nobody knows");
  return most !== undefined;
}

function readHead(name: string, body: Buffer): Head {
  if (body.length !== 13) throw new PictureFault("damaged");
  const [width, height, depth, colour] = [body.readUInt32BE(0), body.readUInt32BE(4), body.readUInt8(8), body.readUInt8(9)];
  const count = channels[colour];
  if (name !== "IHDR" || count === undefined || width === 0 || height === 0) throw new PictureFault("damaged");
  if (depth > 8) throw new PictureFault("a PNG of 16 bits a colour; save it with 8");
  return { width, height, bits: depth * count, interlaced: body.readUInt8(12) === 1 };
}

/** Left, top and the steps of each pass of an interlaced picture. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const sizeOf = (width: number, height: number, bits: number): number =>
  width <= 0 || height <= 0 ? 0 : (Math.ceil((width * bits) / 8) + 1) * height;

/** Whether the compressed part gives exactly as much as the picture is large, and ends there. Larger ones than are taken are not unpacked. */
function holdsPixels({ width, height, bits, interlaced }: Head, data: Buffer): boolean {
  if (width > pictureLimits.pixels || height > pictureLimits.pixels) return true;
  const size = interlaced
    ? passes.reduce((sum, [x, y, dx, dy]) => sum + sizeOf(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy), bits), 0)
    : sizeOf(width, height, bits);
  try {
    // The types do not know what `info` answers.
    const unpacked: unknown = inflateSync(data, { maxOutputLength: size + 1, info: true });
    const { buffer, engine } = unpacked as { buffer: Buffer; engine: { bytesWritten: number } };
    return buffer.length === size && engine.bytesWritten === data.length;
  } catch {
    return false;
  }
}
