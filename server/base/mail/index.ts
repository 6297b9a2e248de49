export { sendMail, type Mail, type MailServer } from "./send-mail.ts";
