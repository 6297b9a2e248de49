import { protocolLimits, type ProgramMessage } from "@stoa/contract";
import { readLine } from "./read-line.ts";

const newline = 0x0a;
const longest = Math.max(protocolLimits.state, protocolLimits.options) + 64;

/**
 * Reads the protocol of file descriptor 3 as it comes: bytes in, messages out. A line that cannot be used becomes a
 * `note` with its number; after 100 notes further ones are only counted. Never throws on input.
 */
export class MessageReader {
  #pieces: Buffer[] = [];
  #held = 0;
  #overflow = false;
  #line = 0;
  #notes = 0;

  /** Notes beyond the first 100, which are not given out. */
  get notesDropped(): number {
    return Math.max(0, this.#notes - protocolLimits.notes);
  }

  push(chunk: Uint8Array): ProgramMessage[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const messages: ProgramMessage[] = [];
    let from = 0;
    for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, from)) {
      this.#hold(bytes.subarray(from, to));
      this.#finish(true, messages);
      from = to + 1;
    }
    this.#hold(bytes.subarray(from));
    return messages;
  }

  /** What is left when the program closed the descriptor: a last line without newline counts if it is whole JSON. */
  end(): ProgramMessage[] {
    const messages: ProgramMessage[] = [];
    if (this.#held > 0 || this.#overflow) this.#finish(false, messages);
    return messages;
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0 || this.#overflow) return;
    this.#held += bytes.length;
    if (this.#held > longest) {
      this.#overflow = true;
      this.#pieces = [];
    } else this.#pieces.push(Buffer.from(bytes));
  }

  #finish(whole: boolean, messages: ProgramMessage[]): void {
    this.#line++;
    const text = Buffer.concat(this.#pieces).toString("utf8").replace(/\r$/, "");
    const fault = this.#overflow ? `the line is longer than ${longest} bytes` : sizeFault(text, this.#held);
    this.#pieces = [];
    this.#held = 0;
    this.#overflow = false;
    if (fault) return this.#note(fault, text, messages);
    if (text.trim() === "") return;
    const reading = readLine(text, whole);
    if ("fault" in reading) this.#note(reading.fault, text, messages);
    else messages.push(reading);
  }

  #note(reason: string, text: string, messages: ProgramMessage[]): void {
    this.#notes++;
    if (this.#notes <= protocolLimits.notes) messages.push({ kind: "note", line: this.#line, reason, text: text.slice(0, 200) });
  }
}

function sizeFault(text: string, bytes: number): string | undefined {
  const word = /^\s*(\S*)/.exec(text)?.[1];
  const limit = word === "state" ? protocolLimits.state + 64 : word === "options" ? protocolLimits.options + 64 : protocolLimits.line;
  return bytes > limit ? `the line is longer than ${limit} bytes` : undefined;
}
