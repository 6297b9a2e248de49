import type { LimitBody } from "@stoa/contract";
import type { Ctx } from "../../../base/index.ts";
import type { LimitSetter, LimitValues } from "../store/limits.ts";

/** In whose name a limit is set here, and on which side. */
export function setterOf({ scope }: Ctx): { setBy: LimitSetter; sideId: string | null } {
  return scope.kind === "side" ? { setBy: "host", sideId: scope.sideId } : { setBy: "operator", sideId: null };
}

export function valuesOf(input: LimitBody): LimitValues {
  const { weight = null, atOnce = null, perMinute = null, waiting = null, waitMinutes = null } = input;
  return { weight, atOnce, perMinute, waiting, waitMinutes };
}
