import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after } from "node:test";
import { SMTPServer } from "smtp-server";

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface WebReceiver {
  url: string;
  asked: Asked[];
  /** What it answers from now on; null: nothing at all. */
  answer: number | null;
  stop(): Promise<void>;
}

/** Somebody else's web server, that keeps what it is asked. */
export async function startWebReceiver(): Promise<WebReceiver> {
  const server = createServer((request, reply) => {
    void text(request).then((body) => {
      receiver.asked.push({
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers as Record<string, string>,
        body,
      });
      if (receiver.answer !== null) reply.writeHead(receiver.answer, { location: "http://127.0.0.1:1/", connection: "close" }).end("told");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  after(stop);
  const receiver: WebReceiver = { url: `http://127.0.0.1:${port}`, asked: [], answer: 200, stop };
  return receiver;
}

export interface MailReceiver {
  port: number;
  mails: { from: string; to: string[]; raw: string }[];
}

/** A mail server that lets this user in only. */
export async function startMailReceiver(user: string, password: string): Promise<MailReceiver> {
  const mails: MailReceiver["mails"] = [];
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 500,
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user })
        : done(Object.assign(new Error(`no, not ${auth.password ?? ""}`), { responseCode: 535 })),
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      const keep = (raw: string): void => {
        mails.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address), raw });
        done();
      };
      text(stream).then(keep, done);
    },
  });
  server.on("error", () => undefined);
  const inner = server.server;
  server.listen(0, "127.0.0.1");
  await once(inner, "listening");
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (inner.address() as AddressInfo).port, mails };
}
