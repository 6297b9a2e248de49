import { readFile } from "node:fs/promises";
import { CommandError } from "../command-error.ts";

/** A file's text; `-` is standard input. @throws CommandError naming the file */
export async function readInput(file: string): Promise<string> {
  if (file !== "-") return readFile(file, "utf8").catch((error: Error) => cannotRead(file, error));
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function cannotRead(file: string, error: Error): never {
  throw new CommandError(`${file} cannot be read: ${error.message}.`, "Name a file that is there, or - for standard input.");
}
