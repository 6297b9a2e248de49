import { bugwarrior } from "./cases/bugwarrior.ts";
import { queryToFile } from "./cases/query-to-file.ts";
import type { ProgramCase } from "./program-case.ts";

/** Programs whose build installs packages from PyPI; they take longer and need the registry, so they are run apart. */
export const pypiCases: ProgramCase[] = [bugwarrior, queryToFile];
