import { createHash, type Hash } from "node:crypto";
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";

const piece = Buffer.allocUnsafe(2 ** 20);

function addFolder(hash: Hash, root: string, folder: string): void {
  const names = readdirSync(join(root, folder), { encoding: "buffer" });
  for (const name of names.toSorted(Buffer.compare)) {
    const path = Buffer.concat([Buffer.from(`${root}/${folder === "" ? "" : `${folder}/`}`, "latin1"), name]);
    const shown = `${folder === "" ? "" : `${folder}/`}${name.toString("latin1")}`;
    const found = lstatSync(path);
    if (found.isDirectory()) {
      hash.update(`d ${shown}\n`);
      addFolder(hash, root, shown);
    } else if (found.isSymbolicLink()) hash.update(`l ${shown} ${readlinkSync(path, { encoding: "buffer" }).toString("latin1")}\n`);
    else hash.update(`f ${(found.mode & 0o111) === 0 ? "-" : "x"} ${shown} ${digestFile(path)}\n`);
  }
}

function digestFile(path: Buffer): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    for (let bytes = readSync(file, piece); bytes > 0; bytes = readSync(file, piece)) hash.update(piece.subarray(0, bytes));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

const hash = createHash("sha256");
addFolder(hash, workerData as string, "");
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(`sha256:${hash.digest("hex")}`);
