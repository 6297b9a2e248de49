import { createTransport } from "nodemailer";

/** A mail server of the operator's. */
export interface MailServer {
  host: string;
  port: number;
  security: "tls" | "starttls" | "none";
  user: string | null;
  password: string | undefined;
  /** The sender's address. */
  from: string;
}

export interface Mail {
  to: string | readonly string[];
  fromName: string;
  replyTo?: string | undefined;
  subject: string;
  text: string;
  /** The same however often it is sent, so that mail programs show a repeat once. */
  id: string;
  /** Ids of mails it belongs to. */
  references?: string | undefined;
  headers?: Readonly<Record<string, string>>;
  attachments?: readonly { filename: string; content: Buffer }[];
}

/** As an object an address stays one: as text it may be a list. */
const one = (address: string): { name: string; address: string } => ({ name: "", address });

const patienceMs = 15_000;

/** Sends one mail. @throws what nodemailer says */
export async function sendMail(server: MailServer, mail: Mail): Promise<void> {
  const { host, port, security, user, password, from } = server;
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
  try {
    await transport.sendMail({
      from: { name: mail.fromName, address: from },
      to: [mail.to].flat().map(one),
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@${domain}>`,
      ...(mail.replyTo === undefined ? {} : { replyTo: one(mail.replyTo) }),
      ...(mail.references === undefined ? {} : { references: `<${mail.references}@${domain}>` }),
      ...(mail.attachments ? { attachments: mail.attachments.map((file) => ({ ...file, contentType: "text/plain; charset=utf-8" })) } : {}),
      headers: { "Auto-Submitted": "auto-generated", ...mail.headers },
    });
  } finally {
    transport.close();
  }
}
