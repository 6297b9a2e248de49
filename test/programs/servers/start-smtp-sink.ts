import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { freePort, once, type Server } from "./server.ts";

export type Mail = { from: string; to: string[]; subject: string; raw: string };

export type SmtpSink = Server & {
  host: string;
  port: number;
  /** `host:port`, as programs ask for it. */
  address: string;
  user: string;
  password: string;
  /** What came in, oldest first. */
  mails: Mail[];
};

const [user, password] = ["mailer", "smtp-secret-4711"];

/** The subject, unfolded and with its encoded words read. */
function subjectOf(raw: string): string {
  const folded = /^subject: *((?:.*)(?:\r?\n[ \t].*)*)/im.exec(raw)?.[1] ?? "";
  const plain = folded.replaceAll(/\r?\n[ \t]+/g, " ").replaceAll(/\?= +=\?/g, "?==?");
  return plain.replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, coding: string, coded: string) => {
    if (coding.toLowerCase() === "b") return Buffer.from(coded, "base64").toString();
    const bytes = coded
      .replaceAll("_", " ")
      .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1").toString();
  });
}

/** An SMTP server that keeps every mail. Signing in is possible and, with `needsLogin`, necessary. */
export async function startSmtpSink(options: { needsLogin: boolean } = { needsLogin: false }): Promise<SmtpSink> {
  const mails: Mail[] = [];
  const port = await freePort();
  const server = new SMTPServer({
    authOptional: !options.needsLogin,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user })
        : done(Object.assign(new Error("5.7.8 Error: authentication failed"), { responseCode: 535 })),
    onData(stream, session, done) {
      const keep = (raw: string): void => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo.map((one) => one.address), subject: subjectOf(raw), raw });
        done();
      };
      text(stream).then(keep, done);
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  const stop = once(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  );
  return { host: "127.0.0.1", port, address: `127.0.0.1:${port}`, user, password, mails, stop };
}
