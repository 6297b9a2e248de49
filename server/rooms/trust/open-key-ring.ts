import { createHmac, randomBytes } from "node:crypto";
import { mkdir, open as openFile, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StoaError, type KeyRing } from "../../base/index.ts";
import { open, seal } from "./seal.ts";

/**
 * Reads the deployment key (32 bytes, hex, file mode 0600), or makes it when `create` is set: only for a database without secrets.
 * @throws StoaError key_missing when the file is missing, readable by others, or not a key
 */
export async function openKeyRing(input: { file: string; create: boolean }): Promise<KeyRing> {
  const key = (await readKey(input.file)) ?? (input.create ? await makeKey(input.file) : undefined);
  if (!key) {
    throw new StoaError("key_missing", {
      what: `The deployment key ${input.file} is missing, and this database holds secrets sealed with it.`,
      fix: "Put the key file back from where you keep it; backups never hold it.",
    });
  }
  const fingerprintKey = createHmac("sha256", key).update("fingerprint").digest();
  return {
    wrap: (plain, about) => seal(key, plain, about),
    unwrap: (wrapped, about) => open(key, wrapped, about),
    fingerprint: (text) => createHmac("sha256", fingerprintKey).update(text).digest(),
  };
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const info = await stat(file).catch(() => undefined);
  if (!info) return undefined;
  if ((info.mode & 0o077) !== 0) {
    throw new StoaError("key_missing", { what: `The deployment key ${file} can be read by others.`, fix: `Type: chmod 600 ${file}` });
  }
  const text = (await readFile(file, "utf8")).trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new StoaError("key_missing", {
      what: `${file} is not a deployment key.`,
      fix: "Put the right file back; it holds 64 hexadecimal digits.",
    });
  return Buffer.from(text, "hex");
}

async function makeKey(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const key = randomBytes(32);
  const handle = await openFile(file, "wx", 0o600);
  try {
    await handle.writeFile(`${key.toString("hex")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return key;
}
