const names = {
  month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};
const parts = [
  { name: "minute", from: 0, to: 59, words: [] as string[] },
  { name: "hour", from: 0, to: 23, words: [] as string[] },
  { name: "day", from: 1, to: 31, words: [] as string[] },
  { name: "month", from: 1, to: 12, words: names.month },
  { name: "weekday", from: 0, to: 7, words: names.weekday },
];
const nicknames = ["@hourly", "@daily", "@weekly", "@monthly", "@yearly"];

/** Why a text is not a cron line of five fields (or `@hourly`, `@daily`, ...); undefined when it is one. */
export function cronFault(line: string): string | undefined {
  if (nicknames.includes(line)) return undefined;
  const given = line.trim().split(/\s+/);
  if (given.length !== parts.length) return `it has ${given.length} ${given.length === 1 ? "field" : "fields"}, not 5`;
  for (const [index, part] of parts.entries()) {
    const text = given[index] ?? "";
    if (!text.split(",").every((item) => isItem(item, part))) return `\`${text}\` is not a ${part.name}`;
  }
  return undefined;
}

function isItem(item: string, part: (typeof parts)[number]): boolean {
  const match = /^(\*|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:\/([0-9]{1,3}))?$/i.exec(item);
  if (!match) return false;
  const step = match[4] === undefined ? 1 : Number(match[4]);
  if (step < 1) return false;
  if (match[1] === "*") return true;
  const first = valueOf(match[2] ?? "", part);
  const last = match[3] === undefined ? first : valueOf(match[3], part);
  return first !== undefined && last !== undefined && first <= last;
}

function valueOf(text: string, part: (typeof parts)[number]): number | undefined {
  const word = part.words.indexOf(text.toLowerCase());
  const value = word >= 0 ? word + (part.name === "month" ? 1 : 0) : /^[0-9]{1,2}$/.test(text) ? Number(text) : -1;
  return value >= part.from && value <= part.to ? value : undefined;
}
