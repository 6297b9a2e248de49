import { createHash } from "node:crypto";
import { pictureLimits, type Manifest, type ManifestProblem, type Picture } from "@stoa/contract";
import type { ProgramFolder } from "../check/read-program.ts";
import type { PathSegment } from "../manifest/located-yaml.ts";
import { problemSpeaker } from "../manifest/problem-speaker.ts";
import { PictureFault, type CleanPicture } from "./clean-picture.ts";
import { readPicture } from "./read-picture.ts";

/** A picture of the repository, as it is kept. */
export type FoundPicture = Picture & { content: Buffer };
export interface FoundPictures {
  icon: FoundPicture | null;
  items: FoundPicture[];
}

interface Kind {
  bytes: number;
  least: number;
  most: number;
}

const icons: Kind = { bytes: pictureLimits.iconBytes, least: pictureLimits.iconLeast, most: pictureLimits.iconPixels };
const screenshots: Kind = { bytes: pictureLimits.bytes, least: pictureLimits.least, most: pictureLimits.pixels };

/** The pictures a manifest names, read and cleaned, and what is wrong with them, at the line that names them. */
export function findPictures(folder: ProgramFolder, manifest: Manifest): { pictures: FoundPictures; problems: ManifestProblem[] } {
  const problems: ManifestProblem[] = [];
  const say = problemSpeaker(folder, problems);
  const find = (file: string, alt: string, kind: Kind, path: readonly PathSegment[]): FoundPicture | null => {
    const fault = (message: string, fix: string): null => (say(path, message, fix), null);
    const bytes = folder.readBytes(file, kind.bytes);
    if (bytes === undefined) return fault(`There is no file \`${file}\`.`, "Add the picture to the repository, or correct the path.");
    if (bytes === "too large") return fault(`\`${file}\` is larger than ${kind.bytes / 1024} KB.`, "Save it smaller, as WebP say.");
    const read = readOr(bytes, (text) => fault(`\`${file}\` is ${text}.`, "Save it anew as PNG, JPEG or WebP."));
    const wrong = read && sizeFault(read, kind);
    if (wrong) return fault(`\`${file}\` is ${read.width} × ${read.height} pixels.`, wrong);
    return read && toPicture(read, alt);
  };
  const icon = manifest.icon === undefined ? null : find(manifest.icon, "", icons, ["icon"]);
  if (icon && icon.width !== icon.height)
    say(["icon"], `\`${manifest.icon}\` is ${icon.width} × ${icon.height} pixels.`, "An icon is as wide as it is high.");
  const items = (manifest.pictures ?? []).map(({ file, alt }, index) => {
    if (alt.trim() === "")
      say(["pictures", index, "alt"], `\`${file}\` has no words.`, "Say what is to be seen, for those who do not see it.");
    return find(file, alt.trim(), screenshots, ["pictures", index, "file"]);
  });
  return { pictures: { icon, items: items.filter((item) => item !== null) }, problems };
}

function readOr(bytes: Uint8Array, fault: (text: string) => null): CleanPicture | null {
  try {
    return readPicture(bytes);
  } catch (error) {
    if (error instanceof PictureFault) return fault(error.message);
    throw error;
  }
}

function sizeFault({ width, height }: CleanPicture, { least, most }: Kind): string | undefined {
  if (Math.max(width, height) > most) return `Make it at most ${most} pixels wide and high.`;
  return Math.min(width, height) < least ? `Make it at least ${least} pixels wide and high.` : undefined;
}

function toPicture({ content, type, width, height }: CleanPicture, alt: string): FoundPicture {
  return { digest: createHash("sha256").update(content).digest("hex"), type, width, height, bytes: content.length, alt, content };
}
