import { showId, type MailSettings } from "@stoa/contract";
import { createTransport } from "nodemailer";
import type { Delivery } from "./deliver.ts";
import { describeInWords } from "./describe.ts";

const patienceMs = 15_000;

/** Sends one mail; its Message-ID is the notification's id, so mail programs show a repeat once. @throws what nodemailer says */
export async function sendMail(settings: MailSettings, password: string | undefined, delivery: Delivery): Promise<void> {
  const { host, port, security, user, from, to } = settings;
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user === null || password === undefined ? {} : { auth: { user, pass: password } }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.split("@")[1] ?? "stoa";
  const { alert } = delivery;
  try {
    await transport.sendMail({
      from: { name: "Stoa", address: from },
      to,
      ...describeInWords(delivery),
      messageId: `<${showId("notification", delivery.id)}@${domain}>`,
      ...(alert ? { references: `<${showId("alert", alert.id)}@${domain}>` } : {}),
      headers: { "Auto-Submitted": "auto-generated" },
    });
  } finally {
    transport.close();
  }
}
