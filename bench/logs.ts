/**
 * npm run bench logs -- [--short]: how fast one stream's log is taken in (masked, cut into lines, packed, stored safely) beside the same bytes
 * appended to a file, with 3 and with 50 secrets, with nothing but secrets, and with the verdict's rules looking on; and what is stored of
 * recorded logs. MB a second.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleManifest } from "../server/rooms/catalog/testing.ts";
import { createJudge, type Judge } from "../program/index.ts";
import { readRecordedLogs } from "../program/verdict/corpus.ts";
import { openBlobStore } from "../server/base/blobs/index.ts";
import { realClock } from "../server/base/index.ts";
import { LogWriter } from "../server/base/logs/index.ts";
import { createMasker, type Masker } from "../server/rooms/trust/index.ts";
import { interleave, median, reportFigure } from "./kit/figures.ts";
import { useScratch } from "./kit/scratch.ts";

useScratch();
const isShort = process.argv.includes("--short");
const repeats = isShort ? 5 : 9;
const mega = 1e6;
/** What a box's stream gives at a time. */
const readBytes = 65_536;
const folder = mkdtempSync(join(tmpdir(), "logs-"));
const blobs = openBlobStore({ kind: "files", folder });

const recorded = readRecordedLogs("healthy").map((log) => Buffer.from(log.lines.map((line) => `${line.text}\n`).join("")));
const corpus = Buffer.concat(recorded);
const turns = Math.ceil((isShort ? 24 * mega : 60 * mega) / corpus.length);
const real = piecesOf(Buffer.concat(Array.from({ length: turns }, (_, turn) => otherNumbers(corpus, turn))));

/** The same messages with other numbers in them: what a program says again, not a copy that packs to nothing. */
function otherNumbers(bytes: Buffer, turn: number): Buffer {
  let salt = turn * 7_919;
  return Buffer.from(bytes.map((byte) => (byte >= 48 && byte <= 57 ? 48 + ((byte + (salt = (salt * 31 + 7) % 65_521)) % 10) : byte)));
}

function piecesOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / readBytes) }, (_, index) =>
    bytes.subarray(index * readBytes, (index + 1) * readBytes),
  );
}

const sizeOf = (pieces: readonly Buffer[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

let made = 0;

async function take(pieces: readonly Buffer[], masker: Masker, judge?: Judge): Promise<number> {
  const prefix = `logs/${made++}`;
  const stored: string[] = [];
  const began = performance.now();
  const writer = new LogWriter({
    blobs,
    prefix,
    clock: realClock,
    masker,
    limitBytes: Number.MAX_SAFE_INTEGER,
    onChunk: async (chunk) => (stored.push(chunk.blobKey ?? ""), true),
    ...(judge ? { onLines: (_stream, lines, first) => judge.lines("stdout", lines, first + 1) } : {}),
  });
  for (const piece of pieces) await writer.write("stdout", piece);
  await writer.seal();
  const rate = sizeOf(pieces) / mega / ((performance.now() - began) / 1_000);
  for (const key of stored) if (key !== "") await blobs.remove(key);
  return rate;
}

/** The same bytes in the same pieces, safe at the end. */
async function append(pieces: readonly Buffer[]): Promise<number> {
  const path = join(folder, `plain-${made++}`);
  const began = performance.now();
  const file = await open(path, "a", 0o600);
  for (const piece of pieces) await file.appendFile(piece);
  await file.sync();
  await file.close();
  const rate = sizeOf(pieces) / mega / ((performance.now() - began) / 1_000);
  rmSync(path);
  return rate;
}

function secrets(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${randomBytes(18).toString("base64")}${index % 5 === 0 ? ' "ä/&' : ""}`);
}

const few = createMasker(secrets(3));
const manyValues = secrets(50);
const many = createMasker(manyValues);
const told = Array.from({ length: 60_000 }, (_, index) => `row ${index} is sent with key=${manyValues[index % 50]} and answered\n`);
const telling = piecesOf(Buffer.from(told.join("")));
const watching = (): Judge => createJudge(sampleManifest(), { hosts: [] });

await take(real.slice(0, 40), few, watching());
const rates = await interleave(repeats, {
  append: () => append(real),
  few: () => take(real, few),
  many: () => take(real, many),
  telling: () => take(telling, many),
  watched: () => take(real, few, watching()),
});
const about = { unit: "MB/s", bytes: sizeOf(real), repeats };
const peer = median(rates.append);
const ours = median(rates.few);
reportFigure({ name: "log taken in, 3 secrets", ours, peer, judged: "ours", atLeast: 150, about });
reportFigure({ name: "log taken in beside a plain append", ours, peer, atLeast: 0.4, about });
reportFigure({ name: "log taken in, 50 secrets", ours: median(rates.many), peer, judged: "ours", atLeast: 150, about });
reportFigure({
  name: "log of which every line tells a secret",
  ours: median(rates.telling),
  floor: ours,
  judged: "ours",
  atLeast: 30,
  about,
});
reportFigure({ name: "log taken in and judged", ours: median(rates.watched), peer, judged: "ours", atLeast: 30, about });

/** @returns bytes stored */
async function store(bytes: Buffer): Promise<number> {
  const writer = new LogWriter({ blobs, prefix: `logs/${made++}`, clock: realClock, onChunk: async () => true });
  for (const piece of piecesOf(bytes)) await writer.write("stdout", piece);
  return (await writer.seal()).chunks.reduce((sum, chunk) => sum + chunk.storedBytes, 0);
}
const large = recorded.filter((bytes) => bytes.length >= 4_096);
let ofLarge = 0;
let ofAll = 0;
for (const bytes of recorded) {
  const stored = await store(bytes);
  ofAll += stored;
  if (bytes.length >= 4_096) ofLarge += stored;
}
const inOne = await store(corpus);
reportFigure({
  name: "stored of recorded logs, one after another in one",
  ours: inOne,
  floor: corpus.length,
  atMost: 0.3,
  about: { unit: "bytes", eachApart: ofAll / corpus.length, eachApartOver4K: ofLarge / sizeOf(large) },
});
rmSync(folder, { recursive: true, force: true });
