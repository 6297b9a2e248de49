import type { MeView } from "@stoa/contract";
import { useRead } from "../api/use-read.ts";

/** Who is signed in and where they may act. */
export function useMe() {
  return useRead<MeView>("/v1/me");
}
