import { PictureFault, type CleanPicture } from "./clean-picture.ts";

const scan = 0xda;
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Frames, tables and scans; what cameras and programs add, and what no browser knows, is left out. */
const kept = new Set([0xc0, 0xc1, 0xc2, 0xc4, scan, 0xdb, 0xdd]);

/** Says how colours are kept. */
const isAdobe = (marker: number, part: Buffer): boolean =>
  marker === 0xee && part.length === 16 && part.toString("latin1", 4, 9) === "Adobe";

interface Size {
  width: number;
  height: number;
}

export function readJpeg(bytes: Buffer): CleanPicture {
  const parts = [bytes.subarray(0, 2)];
  let size: Size | undefined;
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) throw new PictureFault("damaged");
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xd9) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    size = sizeAfter(marker, bytes.subarray(at, end), size);
    const next = marker === scan ? endOfScan(bytes, end) : end;
    if (kept.has(marker) || isAdobe(marker, bytes.subarray(at, end))) parts.push(bytes.subarray(at, next));
    at = next;
  }
  if (!size) throw new PictureFault("damaged");
  return { type: "image/jpeg", ...size, content: Buffer.concat([...parts, Buffer.from([0xff, 0xd9])]) };
}

/** Of two frames browsers show the first: there is one, before every scan. */
function sizeAfter(marker: number, part: Buffer, size: Size | undefined): Size | undefined {
  if (marker === scan && !size) throw new PictureFault("damaged");
  if (!isFrame(marker)) return size;
  if (size) throw new PictureFault("damaged");
  return readFrame(marker, part);
}

function readFrame(marker: number, frame: Buffer): Size {
  if (marker > 0xc2) throw new PictureFault("a JPEG of a kind that browsers do not show");
  const [height, width] = [frame.readUInt16BE(5), frame.readUInt16BE(7)];
  if (width === 0 || height === 0) throw new PictureFault("damaged");
  return { width, height };
}

/** Where what is packed ends: at the first marker that is neither a filled-up byte nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes.readUInt8(at + 1);
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new PictureFault("cut off in the middle");
}
