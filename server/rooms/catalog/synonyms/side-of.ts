import { StoaError, type Ctx } from "../../../base/index.ts";

/** The side a request speaks for. @throws StoaError forbidden */
export function sideOf({ scope }: Ctx): string {
  if (scope.kind === "side") return scope.sideId;
  throw new StoaError("forbidden", { what: "Only the host says what words mean in its shop.", fix: "Use an address below /v1/sides/." });
}
