import { readInput } from "./read-input.ts";

/** A secret by standard input, or asked for without being shown. Arguments can be read by everybody on the machine, so there is no way to give it there. */
export async function readSecret(name: string): Promise<string> {
  return process.stdin.isTTY ? askSecret(name) : (await readInput("-")).replace(/\r?\n$/, "");
}

async function askSecret(name: string): Promise<string> {
  const { password } = await import("@clack/prompts");
  const answer = await password({ message: name });
  return typeof answer === "string" ? answer : "";
}
