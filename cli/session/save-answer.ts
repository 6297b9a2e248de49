import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandError } from "../command-error.ts";

/** Writes a download to a file only its owner can read, whole or not at all. @returns its bytes. @throws CommandError */
export async function saveAnswer(answer: Response, file: string): Promise<number> {
  if (!answer.body) throw new CommandError("The server answered without bytes.", "Try again.", 70);
  const draft = `${file}.part`;
  try {
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, file);
    return (await stat(file)).size;
  } catch (error) {
    await rm(draft, { force: true });
    throw new CommandError(
      `${file} was not written: ${error instanceof Error ? error.message : String(error)}`,
      "Name another file with --to.",
      1,
    );
  }
}
