export { readOffered, type OfferedActions } from "./read-offered.ts";
export { gatewayRoutes, type GatewayRouteDeps } from "./routes.ts";
