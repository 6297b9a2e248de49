/** A file's name that every system takes: of signs that one of them refuses, a dash. */
export function fileName(words: string, day: Date, ending: string): string {
  const date = new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" }).format(day);
  // oxlint-disable-next-line no-control-regex -- those are the signs meant
  return `${words.replaceAll(/[\u0000-\u001f<>:"/\\|?*]/g, "-").trim()} ${date}.${ending}`;
}
