import type { ContractAdapter } from "./adapter.ts";
import { pandiumAdapter } from "./pandium/index.ts";
import { stoaAdapter } from "./stoa.ts";

/** Every contract a program may be written to, by the `contract` of its manifest. */
export const adapters = { stoa: stoaAdapter, pandium: pandiumAdapter } as const satisfies Record<string, ContractAdapter>;
export type ContractId = keyof typeof adapters;
