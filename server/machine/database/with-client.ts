import pg from "pg";
import type { DbSettings } from "../../base/db/index.ts";

export type Connection = DbSettings["connection"];

/** One connection for the length of `work`. */
export async function withClient<T>(connection: Connection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(typeof connection === "string" ? { connectionString: connection } : connection);
  // A connection that breaks fails the query in flight; without a listener it would also end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
