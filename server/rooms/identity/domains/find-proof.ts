import { recordOf } from "./domain-address.ts";

/** The texts that DNS holds for a name, by the resolver of this machine or the operator's choice; handed in by the wiring. */
export type AskTexts = (name: string) => Promise<string[]>;

export interface Problem {
  what: string;
  fix: string;
}

/** `unknown`: DNS could not be asked, which says nothing of the record. */
export type Proof = { kind: "there" } | { kind: "missing" | "unknown"; problem: Problem };

const absent = new Set(["ENOTFOUND", "ENODATA"]);

/** Whether DNS holds the record that proves a name. */
export async function findProof(texts: AskTexts, row: { name: string; proof: string }): Promise<Proof> {
  const { name, value } = recordOf(row);
  const fix = `Add a TXT record ${name} with the value ${value} where your domain is managed.`;
  try {
    const found = await texts(name);
    if (found.some((text) => text.trim() === value)) return { kind: "there" };
    const [other] = found;
    const what = other === undefined ? `${name} has no TXT record.` : `${name} says "${other.slice(0, 100)}", not ${value}.`;
    return { kind: "missing", problem: { what, fix } };
  } catch (error) {
    const code = codeOf(error);
    if (absent.has(code)) return { kind: "missing", problem: { what: `${name} has no TXT record that can be seen yet.`, fix } };
    return {
      kind: "unknown",
      problem: { what: `DNS gave no answer for ${name} (${code}).`, fix: "Nothing, if it is so once: it is asked again in minutes." },
    };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no answer";
}
