import { contactsToCsvMail } from "./cases/contacts-to-csv-mail.ts";
import { dunning } from "./cases/dunning.ts";
import { feedToContacts } from "./cases/feed-to-contacts.ts";
import { invoicesToWebdav } from "./cases/invoices-to-webdav.ts";
import { oddCases } from "./cases/odd.ts";
import { pandium } from "./cases/pandium.ts";
import { pgloader } from "./cases/pgloader.ts";
import { rclone } from "./cases/rclone.ts";
import { rss2email } from "./cases/rss2email.ts";
import { vdirsyncer } from "./cases/vdirsyncer.ts";
import type { ProgramCase } from "./program-case.ts";

/** Every program that is run against real servers on loopback, with the verdict each of its runs must get. */
export const programCases: ProgramCase[] = [
  contactsToCsvMail,
  invoicesToWebdav,
  feedToContacts,
  dunning,
  rclone,
  vdirsyncer,
  rss2email,
  pgloader,
  pandium,
  ...oddCases,
];
