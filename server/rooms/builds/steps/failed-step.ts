import type { BuildFailure, BuildStep, Problem } from "@stoa/contract";
import { StoaError } from "../../../base/index.ts";

/** A build's step could not be done, and it is the publisher's to mend. */
export class FailedStep extends Error {
  readonly step: BuildStep;
  readonly fix: string | null;
  readonly problems: Problem[];

  constructor(step: BuildStep, what: string, detail: { fix?: string | null; problems?: Problem[]; cause?: unknown } = {}) {
    super(what, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = "FailedStep";
    this.step = step;
    this.fix = detail.fix ?? null;
    this.problems = detail.problems ?? [];
  }
}

/** Runs a step; what it refuses is told with the step's name. */
export async function inStep<T>(step: BuildStep, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoaError && error.status < 500)
      throw new FailedStep(step, error.message, { fix: error.fix, problems: error.problems ?? [], cause: error });
    throw error;
  }
}

export function toFailure(error: FailedStep, lines: string[]): BuildFailure {
  return { step: error.step, what: error.message, fix: error.fix, problems: error.problems, lines };
}
