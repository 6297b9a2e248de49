import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { freePort, type Server } from "./server.ts";

export type FeedServer = Server & {
  url: string;
  /** Path and query of every request answered with 200, oldest first. */
  asked: string[];
  /** Puts a text at a path such as `/contacts.csv`. */
  put(path: string, content: string, type: string): void;
  /** Closes the port, or opens it again. */
  down(): Promise<void>;
  up(): Promise<void>;
};

export type FeedEntry = { id: string; title: string; text: string };

/** An Atom feed with these entries, in this order. */
export function atomFeed(title: string, entries: FeedEntry[]): string {
  const updated = "2026-03-01T09:00:00Z";
  const items = entries.map(
    ({
      id,
      title,
      text,
    }) => `<entry><id>urn:entry:${id}</id><title>${title}</title><updated>${updated}</updated><link href="http://news.example/${id}"/>
<author><name>Editors</name></author><content type="text">${text}</content></entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:feed</id><title>${title}</title><updated>${updated}</updated>${items.join("")}</feed>`;
}

type File = { content: string; type: string; tag: string };

function answer(files: Map<string, File>, asked: string[], request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? "";
  const file = files.get(path);
  if (file === undefined) response.writeHead(404).end("nothing here\n");
  else if (request.headers["if-none-match"] === file.tag) response.writeHead(304, { etag: file.tag }).end();
  else {
    asked.push(path);
    response.writeHead(200, { "content-type": file.type, etag: file.tag }).end(file.content);
  }
}

/** Serves texts over HTTP with ETags. With `up: false` its port is taken by nobody until `up()`. */
export async function startFeedServer(options: { up: boolean } = { up: true }): Promise<FeedServer> {
  const port = await freePort();
  const files = new Map<string, File>();
  const asked: string[] = [];
  const server = createServer((request, response) => answer(files, asked, request, response));
  const feed: FeedServer = {
    url: `http://127.0.0.1:${port}`,
    asked,
    put: (path, content, type) =>
      void files.set(path, { content, type, tag: `"${createHash("sha256").update(content).digest("hex").slice(0, 16)}"` }),
    up: () => new Promise<void>((resolve, reject) => void server.once("error", reject).listen(port, "127.0.0.1", resolve)),
    down: () =>
      new Promise<void>((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    stop: () => feed.down(),
  };
  if (options.up) await feed.up();
  return feed;
}
