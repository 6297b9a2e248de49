import type { Manifest, Problem } from "@stoa/contract";
import { checkConfig } from "@stoa/program";
import { StoaError } from "../../base/index.ts";
import { secretNames } from "./split-secrets.ts";

export interface FormInput {
  manifest: Manifest;
  given: Record<string, unknown>;
  /** The config kept until now, with its secrets. */
  before: Record<string, unknown>;
}

/** What is wrong with a form, by JSON pointer into it; empty when nothing is. */
export function checkForm({ manifest, given, before }: FormInput): Problem[] {
  const config = Object.fromEntries(Object.entries(given).filter(([name]) => !manifest.secrets.includes(name)));
  return checkConfig(manifest, { config, secrets: secretNames({ manifest, given, before }) });
}

/** @throws StoaError invalid_input with a problem for each field */
export function requireValidForm(input: FormInput): void {
  const problems = checkForm(input);
  if (problems.length === 0) return;
  throw new StoaError("invalid_input", {
    what: problems.length === 1 ? "One field of the form is not right." : `${problems.length} fields of the form are not right.`,
    problems,
  });
}

/** @throws StoaError always: what keeps an installation from being started, its form by field or an account that is not connected */
export function refuseIncomplete(input: FormInput): never {
  requireValidForm(input);
  throw new StoaError("refused", {
    what: "An account it uses is not connected yet.",
    fix: "Connect it on the installation's page, then start it.",
  });
}
