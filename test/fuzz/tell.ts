/** Something that must not be, with the one call that shows it. */
export interface Finding {
  what: string;
  plan: string;
  curl: string;
  answer: string;
}

/** For whoever has to mend it. */
export function tellFindings(findings: readonly Finding[], seed: number): string {
  return findings.map(({ what, plan, curl, answer }) => `seed ${seed}: ${plan}\n  ${what}\n  ${curl}\n  -> ${answer}`).join("\n\n");
}

export function tellStatuses(byStatus: Readonly<Record<string, number>>): string {
  return Object.entries(byStatus)
    .map(([status, count]) => `${status}: ${count}`)
    .join(", ");
}
