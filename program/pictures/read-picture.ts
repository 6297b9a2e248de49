import { PictureFault, type CleanPicture } from "./clean-picture.ts";
import { readJpeg } from "./read-jpeg.ts";
import { readPng } from "./read-png.ts";
import { readWebp } from "./read-webp.ts";

const begins = (bytes: Buffer, at: number, text: string): boolean => bytes.toString("latin1", at, at + text.length) === text;

/** Reads a picture by what it holds, whatever its name. @throws PictureFault */
export function readPicture(given: Uint8Array): CleanPicture {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  try {
    if (begins(bytes, 0, "\x89PNG\r\n\x1a\n")) return readPng(bytes);
    if (begins(bytes, 0, "\xff\xd8\xff")) return readJpeg(bytes);
    if (begins(bytes, 0, "RIFF") && begins(bytes, 8, "WEBP")) return readWebp(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new PictureFault("cut off in the middle");
    throw error;
  }
  throw new PictureFault("no PNG, JPEG or WebP picture, whatever its name says");
}
