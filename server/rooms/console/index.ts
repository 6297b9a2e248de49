export { consoleRoutes } from "./routes.ts";
export { openVisit } from "./visits/open-visit.ts";
