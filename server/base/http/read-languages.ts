const most = 5;

/** The languages of an `Accept-Language`, without their countries, the best first: `de-AT, en;q=0.8` gives `de`, `en`. */
export function readLanguages(header: string | undefined): string[] {
  if (header === undefined) return [];
  const wanted = header
    .slice(0, 200)
    .split(",")
    .map((part) => {
      const [tag = "", ...rest] = part.trim().toLowerCase().split(";");
      const weight = rest.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { language: tag.trim().split("-")[0] ?? "", weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ language, weight }) => /^[a-z]{2,3}$/.test(language) && weight > 0);
  const sorted = wanted.toSorted((one, other) => other.weight - one.weight).map(({ language }) => language);
  return [...new Set(sorted)].slice(0, most);
}
