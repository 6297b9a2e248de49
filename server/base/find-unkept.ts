import type { Problem } from "@stoa/contract";

export const unkept = "holds a NUL or half a character, which no text here can keep";

const most = 20;

/** Where text stands that Postgres keeps in no column; names of fields count as what they name. Without recursion: whoever sends it says how deep it is. */
export function findUnkept(value: unknown, root: string): Problem[] {
  const problems: Problem[] = [];
  const waiting: [path: string, value: unknown][] = [[root, value]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [path, one] = next;
    if (typeof one === "string" && !isKept(one)) problems.push({ path, message: unkept });
    if (typeof one !== "object" || one === null) continue;
    for (const [key, inner] of Object.entries(one)) {
      if (isKept(key)) waiting.push([`${path}/${key}`, inner]);
      else problems.push({ path, message: `has a field whose name ${unkept}` });
    }
    if (problems.length >= most) break;
  }
  return problems;
}

/** A half of a surrogate pair is found only where it stands alone. */
const isKept = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);
