import pg from "pg";
import type { Scope } from "../scope.ts";
import { momentOfText } from "./moment-of-text.ts";
import { Shares } from "./shares.ts";

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
  /** For a transaction of this scope, when its tenant may have one more and one is there. */
  connect(scope: Scope): Promise<Connected>;
  close(): Promise<void>;
}

export interface Connected {
  client: pg.PoolClient;
  /** Whatever is done with it is called through this, so that tests know who holds one (`server/testing/refuse-nested.ts`). */
  use<T>(work: () => T): T;
  /** @param broken it is no use to another */
  giveBack(broken?: Error): void;
}

export function openDb(settings: DbSettings): Db {
  const connection = typeof settings.connection === "string" ? { connectionString: settings.connection } : settings.connection;
  const max = settings.max ?? 10;
  const pool = new pg.Pool({
    ...connection,
    max,
    application_name: settings.name ?? "stoa",
    // Statements that need nothing of one another go together: each wait for an answer is two processes woken.
    pipeline: true,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 60_000,
  });
  pool.on("error", () => undefined); // an idle connection died: the pool opens another on the next query
  // One in use dies with the query in flight, which says so; unheard, the event would end the process too.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { pool, connect: connectBy(pool, new Shares(max)), close: () => pool.end() };
}

function connectBy(pool: pg.Pool, shares: Shares): Db["connect"] {
  return async (scope) => {
    const leave = await shares.enter(scope);
    try {
      const client = await pool.connect();
      const giveBack = (broken?: Error): void => {
        client.release(broken);
        leave();
      };
      return { client, use: (work) => work(), giveBack };
    } catch (error) {
      leave();
      throw error;
    }
  };
}
