import type { StatusView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";

/** What the deployment says about itself. */
export function useStatus() {
  return useRead<StatusView>("/v1/operator/status", undefined, { every: 30_000 });
}
