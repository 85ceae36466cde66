// The app as one function from a request to its answer: Mizan where its guide says, its views at the root, and the door
// to sign in by. Which server asks, and which engine keeps the rows, is `main.ts`'s and `worker.ts`'s to say.

import type { App } from "@mizan/server";
import type { Database } from "./database.ts";
import { mizan } from "./functions.ts";
import { plain } from "./html.ts";
import { SECRET } from "./pages.ts";
import { callerOf, door } from "./people.ts";

/** Mizan on that database. `debug`: as a developer runs it, with `ir/`. Throws `RegistryError` with every defect. */
export function appOn(database: Database, debug: boolean): App {
  return mizan.serve({
    state: database,
    identity: ({ request }) => callerOf(request, database),
    secret: SECRET,
    showsIr: debug,
  });
}

/** What is answered where Mizan has no address. */
export async function elsewhere(request: Request, database: Database): Promise<Response> {
  return (await door(request, database)) ?? plain("there is nothing here", 404);
}
