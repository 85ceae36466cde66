// The app on workerd: one Durable Object, whose own SQLite keeps the rows. Twin of the engine: `sqlite.ts`.
//
// `serve --workerd` writes the configuration and starts the program; see `workerd.ts`.

import { DurableObject } from "cloudflare:workers";
import type { App } from "@mizan/server";
import { type Database, first, type Value } from "./database.ts";
import { mizan } from "./functions.ts";
import { seed } from "./seed.ts";
import { appOn, elsewhere } from "./site.ts";

// Without this a broken graph would be told to whoever asks first, and not to whoever starts it.
mizan.ir();

interface Environment {
  SITE: DurableObjectNamespace<Site>;
  DEBUG: boolean;
}

/** The rows of a Durable Object. */
class ObjectDatabase implements Database {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  all<Row>(statement: string, ...values: Value[]): Row[] {
    return this.#storage.sql.exec(statement, ...values).toArray() as Row[];
  }

  transaction<Result>(work: () => Result): Result {
    return this.#storage.transactionSync(work);
  }
}

export class Site extends DurableObject<Environment> {
  readonly #database: Database;
  readonly #app: App;

  constructor(context: DurableObjectState, environment: Environment) {
    super(context, environment);
    this.#database = new ObjectDatabase(context.storage);
    if (first(this.#database, "SELECT name FROM sqlite_master WHERE name = 'users'") === undefined) {
      seed(this.#database);
    }
    this.#app = appOn(this.#database, environment.DEBUG);
  }

  override fetch(request: Request): Promise<Response> {
    if (!this.#app.matches(request)) {
      return elsewhere(request, this.#database);
    }
    return this.#app.handle(request, { waitUntil: (work) => this.ctx.waitUntil(work) });
  }
}

// biome-ignore lint/style/noDefaultExport: workerd asks for it
export default {
  fetch(request: Request, { SITE }: Environment): Promise<Response> {
    return SITE.get(SITE.idFromName("site")).fetch(request);
  },
};
