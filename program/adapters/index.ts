import type { ContractAdapter } from "./adapter.ts";
import { stoaAdapter } from "./stoa.ts";

/** Every contract a program may be written to. The first one whose file a program holds is meant. */
export const adapters = { stoa: stoaAdapter } as const satisfies Record<string, ContractAdapter>;
