import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest, ManifestProblem } from "@stoa/contract";
import { ApiError } from "@stoa/sdk";
import { machine } from "./machine.ts";
import { openSession, type Session } from "./open-session.ts";

interface Refusal {
  what: string;
  why: string | undefined;
  fix: string;
}

/** What is wrong with a program's base: a problem where its deployment says so, advice where only this machine could be asked. */
export async function checkRuntime(
  folder: string,
  manifest: Manifest,
): Promise<{ problems: ManifestProblem[]; advice: ManifestProblem[] }> {
  const { language, version } = manifest.base;
  const base = version === null ? language : `${language}:${version}`;
  const session = await openSession().catch(() => undefined);
  const asked = session?.actsAs("publisher") === true ? await askDeployment(session, base, manifest) : "unknown";
  const refusal = asked === "unknown" ? await askMachine(base, manifest) : asked;
  if (refusal === "fine") return { problems: [], advice: [] };
  const problem = { ...placeOf(folder), path: "/base", message: [refusal.what, refusal.why].filter(Boolean).join(" "), fix: refusal.fix };
  return asked === "unknown"
    ? { problems: [], advice: [{ ...problem, message: `On this machine: ${problem.message}` }] }
    : { problems: [problem], advice: [] };
}

/** Unknown when it does not answer: then what this machine has is better than nothing. */
async function askDeployment(session: Session, base: string, { packages }: Manifest): Promise<Refusal | "fine" | "unknown"> {
  try {
    for (const list of [packages.build, packages.run])
      await session.client.get(`${session.publisher()}/runtimes/check`, { base, packages: list.join(",") });
    return "fine";
  } catch (error) {
    if (!(error instanceof ApiError) || error.body.code !== "refused") return "unknown";
    const { what, why, fix } = error.body;
    return { what, why, fix };
  }
}

async function askMachine(base: string, { packages }: Manifest): Promise<Refusal | "fine"> {
  const { door } = await machine();
  try {
    for (const list of [packages.build, packages.run]) await door.checkRuntimeHere({ base, packages: list });
    return "fine";
  } catch (error) {
    if (!(error instanceof Error) || !("fix" in error)) throw error;
    const { message, why, fix } = error as Error & { why?: string; fix: string };
    return { what: message, why, fix };
  }
}

/** The line of `base` in the manifest's file. */
function placeOf(folder: string): { file: string; line: number; column: number } {
  const file = existsSync(join(folder, "stoa.yaml")) ? "stoa.yaml" : "PANDIUM.yaml";
  const lines = existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8").split("\n") : [];
  return { file, line: lines.findIndex((line) => /^base\s*:/.test(line)) + 1 || 1, column: 1 };
}
