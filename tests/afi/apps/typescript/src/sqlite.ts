// The database on Node: `node:sqlite`, one connection. Twin: the engine of `worker.ts`.

import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Database, Value } from "./database.ts";

/** The rows of a file. */
export class SqliteDatabase implements Database {
  readonly #connection: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#connection = new DatabaseSync(path);
    this.#connection.exec("PRAGMA journal_mode = WAL");
  }

  all<Row>(statement: string, ...values: Value[]): Row[] {
    let prepared = this.#prepared.get(statement);
    if (prepared === undefined) {
      prepared = this.#connection.prepare(statement);
      this.#prepared.set(statement, prepared);
    }
    return prepared.all(...values) as Row[];
  }

  transaction<Result>(work: () => Result): Result {
    this.#connection.exec("BEGIN IMMEDIATE");
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
