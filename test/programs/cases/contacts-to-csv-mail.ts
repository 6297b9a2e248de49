import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, type ProgramRun, stopAll } from "../program-case.ts";
import { type ExampleHost, type Mail, startExampleHost, startSmtpSink } from "../servers/index.ts";

/** Nobody answers here. */
const nobody = "127.0.0.1:1";

type Listed = { data: { id: string }[] };

/** The text of the CSV file a mail carries. */
function attachedCsv(mail: Mail | undefined): string {
  const part = mail?.raw.split(/^Content-Type: text\/csv/m)[1] ?? "";
  const coded = part.split(/\r?\n\r?\n/)[1] ?? "";
  return Buffer.from(coded, "base64").toString();
}

type SmtpSink = Awaited<ReturnType<typeof startSmtpSink>>;

/** All of them, none, one, and as somebody else wants them. */
function sendings(host: ExampleHost, smtp: SmtpSink): ProgramRun[] {
  return [
    {
      name: "all contacts at first",
      expect: { outcome: "succeeded", counts: { created: 1 } },
      prove() {
        assert.equal(smtp.mails.length, 1);
        assert.deepEqual(smtp.mails[0]?.to, ["office@northwind.example"]);
        assert.equal(attachedCsv(smtp.mails[0]).trim().split("\n").length, 29);
        assert.match(smtp.mails[0]?.raw ?? "", /^Content-Type: text\/html/m, "and as a table in the mail itself");
        assert.match(smtp.mails[0]?.raw ?? "", new RegExp(`filename="contacts-${new Date().toISOString().slice(0, 10)}\\.csv"`));
        assert.ok(attachedCsv(smtp.mails[0]).startsWith("\ufeffname,organisation"), "marked for Excel");
        assert.equal(smtp.mails[0]?.subject, "Ledgerline: 28 new or changed contacts");
      },
    },
    {
      name: "idle when nothing changed",
      expect: { outcome: "succeeded", counts: { created: 0 } },
      prove: () => assert.equal(smtp.mails.length, 1),
    },
    {
      name: "only the new one",
      before: async () => void (await host.call("POST", "/contacts", { name: "Zoë Quill", email: "zoe@quill.example" })),
      expect: { outcome: "succeeded", counts: { created: 1 } },
      prove: () => assert.match(attachedCsv(smtp.mails[1]), /^Zoë Quill,,zoe@quill\.example/m),
    },
    {
      name: "only new ones, in German, for Excel there",
      config: {
        only_new: true,
        language: "de",
        separator: ";",
        company: "Halden & Söhne",
      },
      async before() {
        const [old] = (await host.call<Listed>("GET", "/contacts?limit=1")).data;
        await host.call("PATCH", `/contacts/${old?.id}`, { phone: "+49 30 1" });
        await host.call("POST", "/contacts", { name: "Neu Er", email: "neu@er.example" });
      },
      expect: { outcome: "succeeded", counts: { created: 1 } },
      prove() {
        assert.match(attachedCsv(smtp.mails[2]), /^\ufeffName;Organisation;E-Mail;[^\n]*\r\nNeu Er;;neu@er\.example;;;[\d -]+:\d\d\r\n$/);
        assert.equal(smtp.mails[2]?.subject, "Halden & Söhne: 1 Kontakt");
      },
    },
  ];
}

/** Exit 0, 0, 0, 0, 1 (the mail server's 535 on stderr), 1 (no answer of Ledgerline). */
export const contactsToCsvMail: ProgramCase = {
  id: "contacts-to-csv-mail",
  folder: exampleFolder("contacts-to-csv-mail"),
  about: "Python: contacts changed since the last mail, as CSV by SMTP",
  async open() {
    const host = await startExampleHost();
    const smtp = await startSmtpSink({ needsLogin: true });
    return {
      config: {
        smtp_server: smtp.address,
        smtp_user: smtp.user,
        mail_from: "ledger@northwind.example",
        mail_to: "office@northwind.example",
      },
      secrets: { smtp_password: smtp.password },
      product: host,
      hosts: [hostOf(host.url), smtp.address, nobody],
      stop: () => stopAll([host, smtp]),
      runs: [
        {
          name: "preview sends nothing",
          mode: "preview",
          expect: { outcome: "succeeded" },
          prove(seen) {
            assert.equal(seen.would, 1);
            assert.equal(seen.state, null);
            assert.equal(smtp.mails.length, 0);
          },
        },
        {
          name: "a mail server that never answered is a setting to look at, seen before anything is sent",
          mode: "preview",
          config: { smtp_server: nobody },
          expect: { outcome: "failed", failureClass: "configuration" },
        },
        ...sendings(host, smtp),
        {
          name: "mail server refuses the password",
          secrets: { smtp_password: "not-the-password" },
          before: async () => void (await host.call("POST", "/contacts", { name: "Late One" })),
          expect: { outcome: "failed", failureClass: "credentials" },
          prove: () => assert.equal(smtp.mails.length, 3),
        },
        {
          name: "Ledgerline is down",
          before: () => host.stop(),
          expect: { outcome: "failed", failureClass: "upstream" },
        },
      ],
    };
  },
};
