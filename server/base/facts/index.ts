export { emitFacts, tellFacts, type FactInput } from "./emit-fact.ts";
export { dispatchFacts, retryFacts, type FactHandler } from "./dispatch-facts.ts";
export { findBehind, findRetried } from "./find-behind.ts";
export { sweepFacts } from "./sweep-facts.ts";
export { settleCursor, unheardSince, type Fact } from "./store.ts";
