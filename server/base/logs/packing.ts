import { promisify } from "node:util";
import { constants, zstdCompress, zstdCompressSync, type ZstdOptions } from "node:zlib";

const smallest = 1;
/** Of much text it makes less than the level before in no more time: its table holds what was said some hundred kilobytes ago. */
const quick = 2;
const thorough = 3;
/** What logs say again is longer than a few letters: with fewer matches to try it takes a tenth less time, and makes no more of it. */
const shortestMatch = 7;
/** So little hardly gets smaller, and making a packer ready takes longer than all else that is done with it. */
const asIsBytes = 255;
/** Less is packed sooner than a thread of the pool could be told to. */
const atOnceBytes = 16_384;

const compressBeside = promisify(zstdCompress);

/** A piece as it is stored. `merging`: there is time. */
export async function pack(raw: Buffer, merging: boolean): Promise<Buffer> {
  if (raw.length <= asIsBytes) return frameAsIs(raw);
  if (raw.length <= atOnceBytes) return zstdCompressSync(raw, optionsFor(raw, merging ? thorough : smallest));
  return compressBeside(raw, merging ? optionsFor(raw, thorough) : quickOptions(raw));
}

export const packAtOnce = (raw: Buffer): Buffer => zstdCompressSync(raw, quickOptions(raw));

function quickOptions(raw: Buffer): ZstdOptions {
  const { params, ...more } = optionsFor(raw, quick);
  return { ...more, params: { ...params, [constants.ZSTD_c_minMatch]: shortestMatch } };
}

/** With room for whatever may come out, bytes are packed where they stand and in one go; of that room only what is written to is ever there. */
function optionsFor({ length }: Buffer, level: number): ZstdOptions {
  return { params: { [constants.ZSTD_c_compressionLevel]: level }, chunkSize: length + (length >>> 8) + 1_024 };
}

/** A frame of zstd with one block that is not packed: its magic number, "one segment, its size in a byte", the size, "the last block, as it is". */
function frameAsIs(raw: Buffer): Buffer {
  const head = Buffer.allocUnsafe(9);
  head.writeUInt32LE(0xfd2fb528, 0);
  head.writeUInt8(0x20, 4);
  head.writeUInt8(raw.length, 5);
  head.writeUIntLE((raw.length << 3) | 1, 6, 3);
  return Buffer.concat([head, raw]);
}
