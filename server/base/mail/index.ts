export { judgeTry, sendingBatch, sendingLeaseMs } from "./judge-try.ts";
export { sendMail, type Mail, type MailServer } from "./send-mail.ts";
