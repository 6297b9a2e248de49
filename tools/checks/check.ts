/** One broken rule, printed as `file:line rule text`; line 0 when the whole file is meant. */
export interface Problem {
  file: string;
  line: number;
  rule: string;
  text: string;
}

/** What a checker found. `read` counts what it really looked at: a checker that read nothing has failed. */
export interface Findings {
  read: number;
  problems: Problem[];
  notes?: string[];
}

/** A checker looks at the tree under `root` and changes nothing. */
export interface Check {
  name: string;
  run: (root: string) => Promise<Findings>;
}

/** The findings, with a problem of its own when nothing was read: a popular tool once passed a tree it had not looked at. */
export async function runCheck(check: Check, root: string): Promise<Findings> {
  const findings = await check.run(root).catch(crashed);
  if (findings.read > 0) return findings;
  const unread: Problem = { file: ".", line: 0, rule: "unread", text: `the checker "${check.name}" read no file` };
  return { ...findings, problems: [...findings.problems, unread] };
}

export function printProblem({ file, line, rule, text }: Problem): string {
  return `${line > 0 ? `${file}:${line}` : file} ${rule} ${text}`;
}

function crashed(error: unknown): Findings {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { read: 0, problems: [{ file: ".", line: 0, rule: "crash", text }] };
}
