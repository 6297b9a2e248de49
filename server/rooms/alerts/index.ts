export { alertsRoutes } from "./routes.ts";
export { judgeConditions } from "./judge-conditions.ts";
export { sendNotifications, type TellDeps } from "./send-notifications.ts";
export { readMailServer } from "./read-mail-server.ts";
export { faultText } from "./deliver/fault-text.ts";
export { sendPings } from "./send-pings.ts";
export { sweepAlerts } from "./sweep-alerts.ts";
export type { Figures } from "./figures.ts";
