export { alertsRoutes } from "./routes.ts";
export { judgeConditions } from "./judge-conditions.ts";
export { sendNotifications, type TellDeps } from "./send-notifications.ts";
export { sendPings } from "./send-pings.ts";
export { sweepAlerts } from "./sweep-alerts.ts";
export type { Figures } from "./figures.ts";
