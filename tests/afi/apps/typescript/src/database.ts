// The database: its tables, and what a function may ask of it, whichever engine keeps the rows.
//
// Both engines are synchronous and there is one thread, so that what a function reads between two waits is of one
// moment. Tables and rows are those of every twin. Engines: `sqlite.ts` (Node), `worker.ts` (a Durable Object).

/** What a column may hold in this app. */
export type Value = string | number | null;

/** Rows by SQL. The type of a row is the caller's word for what its statement selects. */
export interface Database {
  /** The rows that a statement gives. */
  all<Row>(statement: string, ...values: Value[]): Row[];
  /** What `work` writes is there when it has ended well, and else not at all. */
  transaction<Result>(work: () => Result): Result;
}

/** The first row that a statement gives. */
export function first<Row>(database: Database, statement: string, ...values: Value[]): Row | undefined {
  return database.all<Row>(statement, ...values)[0];
}

/** The statements that make the tables. */
export const TABLES = [
  `CREATE TABLE users (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, password TEXT NOT NULL, is_active INTEGER NOT NULL,
    is_staff INTEGER NOT NULL, is_superuser INTEGER NOT NULL
  )`,
  "CREATE TABLE memberships (user_id INTEGER NOT NULL REFERENCES users, role TEXT NOT NULL)",
  "CREATE TABLE permissions (user_id INTEGER NOT NULL REFERENCES users, name TEXT NOT NULL)",
  "CREATE TABLE sessions (token TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users)",
  "CREATE TABLE people (user_id INTEGER PRIMARY KEY REFERENCES users, name TEXT NOT NULL, avatar TEXT)",
  `CREATE TABLE orders (
    id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES people, shipped INTEGER NOT NULL DEFAULT 0
  )`,
  "CREATE TABLE products (sku TEXT PRIMARY KEY, category TEXT NOT NULL, price_cents INTEGER NOT NULL)",
  "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, shelf TEXT NOT NULL)",
];
