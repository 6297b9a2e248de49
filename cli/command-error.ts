/** A refusal of the command line itself: what, and the command or page that mends it. */
export class CommandError extends Error {
  readonly fix: string;
  readonly exitCode: number;

  constructor(what: string, fix: string, exitCode = 2) {
    super(what);
    this.name = "CommandError";
    this.fix = fix;
    this.exitCode = exitCode;
  }
}
