// The database: one connection of `node:sqlite`, and how Django's columns are written.
//
// Django's twin makes the tables and fills them. One table is added to theirs: of the sessions, which the twins in FastAPI
// and Rust have as well.

import { existsSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** What a column may hold. */
export type Value = string | number | Uint8Array | null;

const SESSIONS = `CREATE TABLE IF NOT EXISTS session (
  token TEXT PRIMARY KEY, ends INTEGER NOT NULL, user_id INTEGER NOT NULL REFERENCES auth_user ON DELETE CASCADE
)`;

/** The shop's rows. The type of a row is the caller's word for what its statement selects. */
export class Shop {
  readonly #connection: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** Throws an `Error` where Django's twin has not been. */
  constructor(path: string) {
    if (!existsSync(path)) {
      throw new Error(`there is no \`${path}\`; manage.py migrate and manage.py seed make it`);
    }
    this.#connection = new DatabaseSync(path, { timeout: 10_000 });
    this.#connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    this.#connection.exec(SESSIONS);
  }

  /** The rows that a statement gives. */
  all<Row>(statement: string, ...values: Value[]): Row[] {
    let prepared = this.#prepared.get(statement);
    if (prepared === undefined) {
      prepared = this.#connection.prepare(statement);
      this.#prepared.set(statement, prepared);
    }
    return prepared.all(...values) as Row[];
  }

  /** The first of them. */
  first<Row>(statement: string, ...values: Value[]): Row | undefined {
    return this.all<Row>(statement, ...values)[0];
  }

  /** All that `work` reads is of one moment. */
  read<Result>(work: () => Result): Result {
    return this.#transaction("DEFERRED", work);
  }

  /** What `work` writes is there when it has ended well, and else not at all; nobody else writes meanwhile. */
  write<Result>(work: () => Result): Result {
    return this.#transaction("IMMEDIATE", work);
  }

  #transaction<Result>(kind: "DEFERRED" | "IMMEDIATE", work: () => Result): Result {
    this.#connection.exec(`BEGIN ${kind}`);
    try {
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      this.#connection.exec("ROLLBACK");
      throw error;
    }
  }
}

/** A moment as Django keeps it, in UTC without saying so, as the wire writes it. */
export function moment(column: string): string {
  const [day, time = ""] = column.split(" ");
  return `${day}T${time.includes(".") ? time.replace(/\.?0+$/, "") : time}Z`;
}

/** Now, as Django keeps it. */
export function now(): string {
  return new Date().toISOString().replace("T", " ").replace("Z", "");
}
