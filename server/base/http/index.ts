export type { AtDomain } from "./at-domain.ts";
export { allowPages } from "./allow-pages.ts";
export { createApp, type AppOptions, type PageAnswer } from "./create-app.ts";
export { addRoute, hearOf, type Authorize, type RouteDeps, type RouteSpec, type ScopeKind } from "./add-route.ts";
export { keepSpeaking } from "./keep-speaking.ts";
export type { Visits } from "./note-visit.ts";
export type { AddressRules } from "./refuse-strangers.ts";
export { whenGone } from "./when-gone.ts";
