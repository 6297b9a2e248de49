export { emitFacts, type FactInput } from "./emit-fact.ts";
export { tellTogether } from "./tell-together.ts";
export { dispatchFacts, retryFacts, type FactHandler } from "./dispatch-facts.ts";
export { findBehind, findRetried } from "./find-behind.ts";
export { sweepFacts } from "./sweep-facts.ts";
export { settleCursor, unheardSubjects } from "./store.ts";
export type { Fact } from "./unpack-facts.ts";
