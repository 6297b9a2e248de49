import { showId, type MailSettings } from "@stoa/contract";
import { sendMail as send } from "../../../base/mail/index.ts";
import type { Delivery } from "./deliver.ts";
import { describeInWords } from "./describe.ts";

/** Sends one mail; its Message-ID is the notification's id, so mail programs show a repeat once. @throws what nodemailer says */
export async function sendMail(settings: MailSettings, password: string | undefined, delivery: Delivery): Promise<void> {
  const { alert } = delivery;
  await send(
    { ...settings, password },
    {
      to: settings.to,
      fromName: "Stoa",
      ...describeInWords(delivery),
      id: showId("notification", delivery.id),
      ...(alert ? { references: showId("alert", alert.id) } : {}),
    },
  );
}
