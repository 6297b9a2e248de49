import type { Plan } from "./plan.ts";

/**
 * Names that askers gave things of their own after strangers': a side may describe a provider under the name another side gave one. From then on it
 * asks for its own by that name, and an answer says nothing of the stranger's, whichever of two calls came first. Ids are nobody's to choose.
 */
export function openNames(): { take: (plan: Plan) => void; isOwn: (plan: Plan) => boolean } {
  const taken = new Set<string>();
  const keysOf = ({ asker, foreign }: Plan): string[] => {
    const { scope, line } = asker;
    const tenant = scope === undefined || scope === "operator" ? (scope ?? "nobody") : line.ids[scope];
    return [...foreign.values()].filter((value) => !/_[0-9a-z]{26}$/.test(value)).map((value) => `${tenant} ${value}`);
  };
  return {
    take: (plan) => {
      for (const key of keysOf(plan)) taken.add(key);
    },
    isOwn: (plan) => keysOf(plan).some((key) => taken.has(key)),
  };
}
