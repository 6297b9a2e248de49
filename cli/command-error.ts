/** A refusal of the command line itself: what, why when it is known, and the command or page that mends it. */
export class CommandError extends Error {
  readonly fix: string;
  readonly exitCode: number;
  readonly why: string | undefined;

  constructor(what: string, fix: string, exitCode = 2, why?: string) {
    super(what);
    this.name = "CommandError";
    this.fix = fix;
    this.exitCode = exitCode;
    this.why = why;
  }
}
