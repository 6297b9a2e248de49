import { useRead } from "../../api/use-read.ts";

/** What the machine says about itself. */
export interface StatusView {
  version: string;
  startedAt: string;
  publicUrl: string;
  database: string;
  user: string;
  warnings: { what: string; fix: string }[];
  backup: { madeAt: string | null; verifiedAt: string | null; problem: string | null };
}

export function useStatus() {
  return useRead<StatusView>("/v1/operator/status", undefined, { every: 30_000 });
}
