import type { Manifest, MessageSummary } from "@stoa/contract";
import { createJudge, emptySummary, foldMessage, MessageReader, type AddressSetting, type AttemptLimits, type Judge } from "@stoa/program";
import type { LogStream, StreamMasker } from "../../../base/logs/index.ts";
import type { Masker } from "../../trust/index.ts";
import { LineMap } from "./line-map.ts";

const keptStdout = 1_048_576;

/** What an attempt's program says, as it says it: lines to the judge, messages folded, stdout's end kept for contracts that speak there. */
export class AttemptOutput {
  readonly messages: MessageSummary = emptySummary();
  readonly judge: Judge;
  readonly #reader = new MessageReader();
  readonly #map = new LineMap();
  readonly #masker: Masker;
  readonly #hidden: StreamMasker;
  readonly #keepsStdout: boolean;
  readonly #onMessage: () => void;
  #stdout: Buffer[] = [];
  #stdoutBytes = 0;

  constructor(options: {
    manifest: Manifest;
    mode: "run" | "preview" | "options" | "check";
    hosts: readonly string[];
    addresses: readonly AddressSetting[];
    limits: AttemptLimits;
    masker: Masker;
    keepsStdout: boolean;
    onMessage: () => void;
  }) {
    const { manifest, mode, hosts, addresses, limits } = options;
    this.judge = createJudge(manifest, { contract: manifest.contract, mode, hosts, addresses, limits });
    this.#masker = options.masker;
    this.#hidden = options.masker.stream();
    this.#keepsStdout = options.keepsStdout;
    this.#onMessage = options.onMessage;
  }

  /** Whole, masked lines from the log's writer. */
  lines(stream: LogStream, bytes: Buffer, firstLine: number, count: number): void {
    if (stream === "stoa") return;
    this.judge.lines(stream, bytes, this.#map.add(stream, count, firstLine));
    if (this.#keepsStdout && stream === "stdout") this.#keep(bytes);
  }

  /** Bytes of file descriptor 3. */
  message(bytes: Buffer): void {
    this.#fold(this.#reader.push(this.#hidden.mask(bytes)));
  }

  endMessages(): void {
    this.#fold([...this.#reader.push(this.#hidden.flush()), ...this.#reader.end()]);
  }

  get stdout(): string {
    return Buffer.concat(this.#stdout).subarray(-keptStdout).toString("utf8");
  }

  lineOfLog(stream: LogStream, line: number): number | null {
    return this.#map.lineOfLog(stream, line);
  }

  #fold(messages: ReturnType<MessageReader["push"]>): void {
    for (const message of messages) foldMessage(this.messages, this.#masker.json(message));
    if (messages.length > 0) this.#onMessage();
  }

  #keep(bytes: Buffer): void {
    this.#stdout.push(Buffer.from(bytes));
    this.#stdoutBytes += bytes.length;
    if (this.#stdoutBytes < 2 * keptStdout) return;
    const rest = Buffer.concat(this.#stdout).subarray(-keptStdout);
    this.#stdout = [Buffer.from(rest)];
    this.#stdoutBytes = rest.length;
  }
}
