export { declareActions } from "./declare-actions.ts";
export { forgetCalls } from "./forget-calls.ts";
export { keepCalls } from "./keep-calls.ts";
export { openHostHandle, type HostHandle } from "./handle/open-host-handle.ts";
export type { HostWords } from "./document/read-words.ts";
export { listActions, readHostWords, readOffered, type OfferedActions } from "./read-offered.ts";
export { gatewayRoutes, type GatewayRouteDeps } from "./routes.ts";
export { promoteDeclaration, readDeclared, type Declared } from "./promote-declaration.ts";
