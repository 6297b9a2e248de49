import type { Build } from "@stoa/contract";

/** How a build went: its release, or the step that failed with its last lines. */
export function describeBuild(build: Build): string {
  if (build.state === "succeeded") return `Build ${build.number} succeeded. Publish its release: stoa release publish`;
  const failure = build.failure;
  if (!failure && build.finishedAt === null) return `Build ${build.number} is ${build.state}.`;
  if (!failure) return `Build ${build.number} was ${build.state}${build.reason ? `: ${build.reason}` : ""}.`;
  const problems = failure.problems.map((problem) => `  ${problem.path}: ${problem.message} ${problem.fix ?? ""}`);
  return [
    `Build ${build.number} failed at ${failure.step}: ${failure.what}`,
    ...problems,
    ...failure.lines.map((line) => `  | ${line}`),
    `→ ${failure.fix ?? "Mend it, commit and push again."}`,
  ].join("\n");
}
