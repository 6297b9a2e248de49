export { adoptHealth } from "./adopt-health.ts";
export { followHealth } from "./follow-health.ts";
export { followNews } from "./follow-news.ts";
export { sendMails, type MailDeps } from "./send-mails.ts";
export { sweepHome } from "./sweep-home.ts";
export { judgeSilence } from "./judge-silence.ts";
export { tellPeople } from "./tell-people.ts";
export { homeOpenWrites } from "./notice-routes.ts";
export { homeRoutes } from "./routes.ts";
