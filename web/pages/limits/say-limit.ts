import type { LimitView } from "@stoa/contract";

export const kindWords: Record<LimitView["kind"], string> = {
  host: "Host",
  plan: "Plan",
  integration: "Integration",
  customer: "Customer",
  account: "Account of",
};

/** What a limit says, in a person's words. */
export function sayLimit(limit: Pick<LimitView, "kind" | "plan" | "weight" | "atOnce" | "perMinute" | "waiting" | "waitMinutes">): string {
  const { kind, plan, weight, atOnce, perMinute, waiting, waitMinutes } = limit;
  const said = [
    kind === "customer" && plan !== null ? `plan ${plan}` : "",
    weight === null ? "" : `weight ${weight}`,
    atOnce === null ? "" : `${atOnce} at once`,
    perMinute === null ? "" : `${perMinute} a minute`,
    waiting === null ? "" : `at most ${waiting} waiting`,
    waitMinutes === null ? "" : `given up after ${waitMinutes} min`,
  ];
  return said.filter((one) => one !== "").join(", ");
}

export function sayUse({ kind, use, atOnce }: LimitView): string {
  if (kind === "plan") return "By each of its customers";
  const running = atOnce === null ? `${use.running} running` : `${use.running} of ${atOnce} running`;
  return use.waiting === null ? running : `${running}, ${use.waiting} waiting`;
}
