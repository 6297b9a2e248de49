/** Where a build's output goes: kept, masked and streamed by the log kit; the last lines are kept for the failure's text. */
export interface BuildLog {
  write(stream: "stdout" | "stderr", bytes: Buffer): void;
  /** A line of ours between the program's. */
  note(text: string): void;
  /** The last lines, masked. */
  lastLines(): string[];
  close(): Promise<void>;
}
