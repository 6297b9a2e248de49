import { isObject } from "../../parts/config-form/schema-types.ts";
import { formatCount } from "../../parts/format/count.ts";
import { t } from "../../words/t.ts";

const mostNamed = 10;

/** One thing a run would do, in words: `{ "create": "order 12" }` is read as “create: order 12”, a list with commas, no brackets and quotes; `say` alone stands for all of it. */
export function sayWould(one: unknown): string {
  if (Array.isArray(one)) return sayList(one);
  if (isObject(one) && typeof one["say"] === "string") return one["say"];
  if (isObject(one))
    return Object.entries(one)
      .map(([name, value]) => `${name.replaceAll("_", " ")}: ${isObject(value) ? `(${sayWould(value)})` : sayWould(value)}`)
      .join(", ");
  if (typeof one === "string") return one;
  if (typeof one === "boolean") return one ? t("yes") : t("no");
  return typeof one === "number" ? String(one) : t("nothing");
}

/** Whether its text can be opened, such as the mail it would send. */
export function isLetter(one: unknown): one is { say: string; text: string } {
  return isObject(one) && typeof one["say"] === "string" && typeof one["text"] === "string";
}

/** What a preview gave back: things a run would do, and how many of them there are in all. */
export function readWould(result: unknown): { would: readonly unknown[]; total: number } {
  if (!isObject(result) || !Array.isArray(result["would"])) return { would: [], total: 0 };
  const would = result["would"] as readonly unknown[];
  return { would, total: typeof result["total"] === "number" ? result["total"] : would.length };
}

function sayList(list: readonly unknown[]): string {
  if (list.length === 0) return t("nothing");
  const named = list.slice(0, mostNamed).map(sayWould).join(", ");
  return list.length > mostNamed ? t("{named} and {count} more", { named, count: formatCount(list.length - mostNamed) }) : named;
}
