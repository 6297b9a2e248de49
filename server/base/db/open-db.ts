import pg from "pg";
import { momentOfText } from "./moment-of-text.ts";

/** bigint as number (all our counts stay below 2^53), dates as milliseconds since 1970, as the clock gives them. */
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1184, momentOfText);

export interface DbSettings {
  /** A connection URL, or host (a socket folder), port, user, database. */
  connection: string | { host: string; port?: number; user: string; database: string; password?: string };
  max?: number;
  name?: string;
}

/** A pool of connections that log in as a role that may do nothing until `transaction` picks one. */
export interface Db {
  pool: pg.Pool;
  close(): Promise<void>;
}

export function openDb(settings: DbSettings): Db {
  const connection = typeof settings.connection === "string" ? { connectionString: settings.connection } : settings.connection;
  const pool = new pg.Pool({
    ...connection,
    max: settings.max ?? 10,
    application_name: settings.name ?? "stoa",
    // Statements that need nothing of one another go together: each wait for an answer is two processes woken.
    pipeline: true,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 60_000,
  });
  pool.on("error", () => undefined); // an idle connection died: the pool opens another on the next query
  // One in use dies with the query in flight, which says so; unheard, the event would end the process too.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { pool, close: () => pool.end() };
}
