import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, type ProgramRun, stopAll } from "../program-case.ts";
import { type ExampleHost, startExampleHost, startSmtpSink } from "../servers/index.ts";

type Contact = { id: string };

async function addOverdue(host: ExampleHost, name: string, email: string): Promise<void> {
  const contact = await host.call<Contact>("POST", "/contacts", { name, email });
  const lines = [{ description: "Shelf", quantity: 1, unit_cents: 12_345 }];
  await host.call("POST", "/invoices", { contact_id: contact.id, issued_on: "2026-01-01", due_on: "2026-01-15", status: "sent", lines });
}

type SmtpSink = Awaited<ReturnType<typeof startSmtpSink>>;

/** What is shown before, what is refused, and the first letters. */
function firstRuns(smtp: SmtpSink): ProgramRun[] {
  return [
    {
      name: "a preview shows each letter and sends none",
      mode: "preview",
      expect: { outcome: "succeeded" },
      prove(seen) {
        assert.equal(seen.would, 4);
        assert.equal(smtp.mails.length, 0);
      },
    },
    {
      name: "one mail a contact, in German",
      config: { language: "de", company: "Halden & Söhne", closing: "Ihr Team" },
      expect: { outcome: "succeeded", counts: { created: 4 } },
      prove() {
        const receivers = smtp.mails.flatMap((mail) => mail.to).toSorted();
        assert.deepEqual(receivers, [
          "marek@nowak-bikes.example",
          "mei@studio-tanaka.example",
          "sofia@kafe-linden.example",
          "tomas@casa-ferreira.example",
        ]);
        assert.match(
          smtp.mails.find((mail) => mail.to[0]?.startsWith("mei"))?.raw ?? "",
          /Guten Tag [^]*INV-1007 {2}852,00 EUR, fällig am \d\d\.\d\d\.\d{4}[^]*Ihr Team\r?\nHalden & Söhne/,
        );
      },
    },
  ];
}

/** Exit 0, 0, 0 (one contact without address: named on descriptor 3), 1 (connection refused). */
export const dunning: ProgramCase = {
  id: "dunning",
  folder: exampleFolder("dunning"),
  about: "Go: reminders of overdue invoices by SMTP",
  async open() {
    const host = await startExampleHost();
    const smtp = await startSmtpSink({ needsLogin: true });
    return {
      config: {
        smtp_server: smtp.address,
        smtp_user: smtp.user,
        mail_from: "billing@northwind.example",
        every_days: 7,
      },
      secrets: { smtp_password: smtp.password },
      product: host,
      hosts: [hostOf(host.url), smtp.address],
      stop: () => stopAll([host, smtp]),
      runs: [
        ...firstRuns(smtp),
        {
          name: "idle: all were reminded",
          expect: { outcome: "succeeded", counts: { created: 0 } },
          prove: () => assert.equal(smtp.mails.length, 4),
        },
        {
          name: "one contact has no address, and is named",
          async before() {
            await addOverdue(host, "No Address", "");
            await addOverdue(host, "Has Address", "has@address.example");
          },
          expect: { outcome: "failed", failureClass: "configuration", counts: { created: 1 }, failedItems: [/No Address/] },
          prove: () => assert.deepEqual(smtp.mails.at(-1)?.to, ["has@address.example"]),
        },
        {
          name: "the mail server is down",
          async before() {
            await addOverdue(host, "Third", "third@address.example");
            await smtp.stop();
          },
          expect: { outcome: "failed", failureClass: "upstream" },
        },
      ],
    };
  },
};
