import type { FolderEntry } from "./scan-folder.ts";

/**
 * The head of one entry in a ustar with pax names where needed. Times and owners are zero: the same folder gives the same bytes.
 * Source: POSIX pax interchange format.
 */
export function tarHead(entry: FolderEntry): Buffer {
  const path = entry.type === "directory" ? `${entry.path}/` : entry.path;
  const target = entry.type === "symlink" ? entry.target : "";
  const records = [...(fits(path) ? [] : [paxRecord("path", path)]), ...(fits(target) ? [] : [paxRecord("linkpath", target)])];
  const size = entry.type === "file" ? entry.bytes : 0;
  const plain = head({
    path: fits(path) ? path : "long",
    target: fits(target) ? target : "long",
    type: flags[entry.type],
    mode: entry.mode,
    size,
  });
  if (records.length === 0) return plain;
  const pax = Buffer.concat(records);
  return Buffer.concat([head({ path: "pax", target: "", type: "x", mode: 0o644, size: pax.length }), pax, tarFill(pax.length), plain]);
}

const flags = { file: "0", symlink: "2", directory: "5" } as const;

/** ASCII that fits its field stands there; all else goes to a pax record, whose text is UTF-8. */
const fits = (text: string): boolean => text.length <= 100 && /^[\x20-\x7e]*$/.test(text);

/** Zeros up to the next block of 512. */
export function tarFill(bytes: number): Buffer {
  return Buffer.alloc((512 - (bytes % 512)) % 512);
}

/** Two empty blocks. */
export const tarTail = Buffer.alloc(1024);

function head(fields: { path: string; target: string; type: string; mode: number; size: number }): Buffer {
  if (fields.size >= 8 ** 11) throw new Error("a file of 8 GB or more does not fit a ustar");
  const block = Buffer.alloc(512);
  block.write(fields.path, 0, "latin1");
  block.write(
    `${octal(fields.mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(fields.size, 11)}\0${octal(0, 11)}\0        ${fields.type}`,
    100,
    "latin1",
  );
  block.write(fields.target, 157, "latin1");
  block.write("ustar\u000000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, "latin1");
  return block;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");

function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`, "utf8");
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
