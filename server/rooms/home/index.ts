export { adoptHealth } from "./adopt-health.ts";
export { followHealth } from "./follow-health.ts";
export { judgeSilence } from "./judge-silence.ts";
export { homeRoutes } from "./routes.ts";
