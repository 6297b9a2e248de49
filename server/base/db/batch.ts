import pg from "pg";

export interface Statement {
  text: string;
  values: readonly unknown[];
  /** Parsed once by a connection that is asked it again; it belongs to the text. */
  name: string | undefined;
}

/** What answers a statement, or all that wait behind the first that fails. */
export interface Asked extends Statement {
  resolve(result: pg.QueryResult): void;
  reject(error: unknown): void;
}

/** What the driver calls of a query, and of a connection, that its types do not tell. */
interface Handler {
  submit(connection: pg.Connection): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: pg.Connection): void;
  handleEmptyQuery(connection: pg.Connection): void;
  handleReadyForQuery(connection: pg.Connection): void;
  handleError(error: Error, connection: pg.Connection): void;
}
interface Named {
  name?: string;
  text: string;
}
type Sent = Handler & Named & { refused?: Error };
interface Parsed {
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
}

const DriverQuery = pg.Query as unknown as new (
  config: pg.QueryConfig,
  callback: (error: Error | null, result: pg.QueryResult) => void,
) => Handler;

/**
 * Statements of one transaction as one question: one end ("sync") behind all of them, so that the database answers all in one go, and both processes
 * are woken once. Behind one that fails none is carried out, and all fail with it. Its rows are read when they come, a commit behind it done by then:
 * so nothing that reads a value may fail (`server/testing/db.test.ts`).
 */
class Batch extends DriverQuery {
  #asked: Sent[];
  #at = 0;

  constructor(asked: readonly Asked[]) {
    super({ text: "" }, () => {});
    this.#asked = asked.map(toQuery);
  }

  /** The driver notes what was parsed by the name and the text of whatever is being answered. */
  get name(): string | undefined {
    return this.#asked[this.#at]?.name;
  }
  set name(_) {}

  get text(): string | undefined {
    return this.#asked[this.#at]?.text;
  }
  set text(_) {}

  override submit(connection: pg.Connection): null {
    const open = withoutSync(connection);
    for (const [index, one] of this.#asked.entries()) {
      const fault = one.submit(open) ?? one.refused;
      if (!fault) continue;
      this.#fail(index, fault, connection);
      break;
    }
    connection.sync();
    return null;
  }

  override handleRowDescription(message: unknown): void {
    this.#asked[this.#at]?.handleRowDescription(message);
  }

  override handleDataRow(message: unknown): void {
    this.#asked[this.#at]?.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    this.#asked[this.#at]?.handleCommandComplete(message, connection);
    this.#next(connection);
  }

  override handleEmptyQuery(connection: pg.Connection): void {
    this.#next(connection);
  }

  /** Each was answered before. */
  override handleReadyForQuery(): void {}

  override handleError(error: Error, connection: pg.Connection): void {
    this.#fail(this.#at, error, connection);
  }

  /** This one, and all behind it: a commit among them must not go without it. */
  #fail(from: number, error: Error, connection: pg.Connection): void {
    const { parsedStatements, submittedNamedStatements } = connection as pg.Connection & Parsed;
    for (const one of this.#asked.splice(from)) {
      // What the driver could not say it also closed at the database.
      if (one.name !== undefined && one.refused) delete parsedStatements[one.name];
      if (one.name !== undefined && parsedStatements[one.name] === undefined) delete submittedNamedStatements[one.name];
      one.handleError(error, connection);
    }
  }

  #next(connection: pg.Connection): void {
    const one = this.#asked[this.#at];
    this.#at += 1;
    one?.handleReadyForQuery(connection);
  }
}

function toQuery({ text, values, name, resolve, reject }: Asked): Sent {
  const config = { text, values: [...values], ...(name === undefined ? {} : { name }) };
  const query: Sent = new DriverQuery(config, (error, result) => {
    if (!error) return resolve(result);
    query.refused = error;
    reject(error);
  }) as Sent;
  return query;
}

const open = new WeakMap<pg.Connection, pg.Connection>();

/** The connection as a query sees it whose end is said by somebody else. */
function withoutSync(connection: pg.Connection): pg.Connection {
  const known = open.get(connection) ?? (Object.create(connection, { sync: { value: () => {} } }) as pg.Connection);
  open.set(connection, known);
  return known;
}

/** Gathers what is asked of a connection in one turn. */
export class Asking {
  readonly #client: pg.PoolClient;
  #waiting: Asked[] = [];

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /** @throws what the database says, by its promise */
  ask<Row extends object>(statement: Statement): Promise<pg.QueryResult<Row>> {
    // Only the driver's plain way takes several commands in one text.
    if (statement.name === undefined && statement.values.length === 0) return this.alone(statement.text);
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) process.nextTick(() => this.send());
      this.#waiting.push({ ...statement, resolve: resolve as Asked["resolve"], reject });
    });
  }

  /** Behind what was asked before. */
  alone<Row extends object>(text: string): Promise<pg.QueryResult<Row>> {
    this.send();
    return this.#client.query<Row>(text);
  }

  /** In one system call. */
  send(): void {
    if (this.#waiting.length === 0) return;
    const batch = new Batch(this.#waiting);
    this.#waiting = [];
    const stream = this.#client instanceof pg.Client ? this.#client.connection.stream : undefined;
    stream?.cork();
    this.#client.query(batch);
    stream?.uncork();
  }
}
