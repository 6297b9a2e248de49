/** A header block, with a pax block before it when the name or size does not fit. Times and owners are zero: the same tree, the same bytes. */
export function tarHeader(entry: { path: string; type: "file" | "directory"; mode: number; size: number }): Buffer {
  const path = entry.type === "directory" ? `${entry.path.replace(/\/$/, "")}/` : entry.path;
  const plain = header(path, entry.type === "directory" ? "5" : "0", entry.mode, entry.size);
  if (path.length <= 100) return plain;
  const record = paxRecord("path", path);
  return Buffer.concat([header("pax", "x", 0o644, record.length), padded(record), plain]);
}

/** Zeros that fill the last block of a file of `size` bytes. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((512 - (size % 512)) % 512);
}

/** Two empty blocks end a tar. */
export const tarEnd = Buffer.alloc(1024);

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, tarPadding(data.length)]);
}

function header(path: string, type: string, mode: number, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(path.slice(0, 100), 0, "latin1");
  block.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.from(`${length}${rest}`, "latin1");
}
