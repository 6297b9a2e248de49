import { PictureFault, type CleanPicture } from "./clean-picture.ts";

interface Size {
  width: number;
  height: number;
}

const hasAlpha = 0x10;
const isAnimated = 0x02;

export function readWebp(bytes: Buffer): CleanPicture {
  const end = 8 + bytes.readUInt32LE(4);
  const parts: Buffer[] = [];
  let size: Size | undefined;
  let canvas: Size | undefined;
  for (let at = 12; at + 8 <= end;) {
    const [name, length] = [bytes.toString("latin1", at, at + 4), bytes.readUInt32LE(at + 4)];
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (body.length < length) throw new PictureFault("cut off in the middle");
    if (name === "VP8X") {
      canvas = once(canvas ?? size, () => ({ width: body.readUIntLE(4, 3) + 1, height: body.readUIntLE(7, 3) + 1 }));
      parts.push(chunk(name, withoutExtras(body)));
    }
    if (name === "ALPH") parts.push(chunk(name, body));
    if (name === "VP8 " || name === "VP8L") {
      size = once(size, () => (name === "VP8 " ? lossySize(body) : losslessSize(body)));
      parts.push(chunk(name, body));
    }
    at += 8 + length + (length % 2);
  }
  if (!size || !fits(canvas ?? size, size)) throw new PictureFault("damaged");
  const content = Buffer.concat(parts);
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(content.length + 4, 4);
  return { type: "image/webp", ...size, content: Buffer.concat([head, content]) };
}

function once(before: Size | undefined, read: () => Size): Size {
  if (before) throw new PictureFault("damaged");
  return read();
}

const fits = (canvas: Size, size: Size): boolean => canvas.width === size.width && canvas.height === size.height;

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** The flags of what is left out are taken back. */
function withoutExtras(body: Buffer): Buffer {
  const flags = body.readUInt8(0);
  if ((flags & isAnimated) !== 0) throw new PictureFault("an animation; a listing's pictures stand still");
  const copy = Buffer.from(body.subarray(0, 10));
  copy.writeUInt8(flags & hasAlpha, 0);
  return copy;
}

function lossySize(body: Buffer): Size {
  if (body.toString("hex", 3, 6) !== "9d012a") throw new PictureFault("damaged");
  return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff };
}

function losslessSize(body: Buffer): Size {
  if (body.readUInt8(0) !== 0x2f) throw new PictureFault("damaged");
  const bits = body.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
