/** The screen's one client. */

import { createClient, fetchTransport } from "@mizan/client";
import { note, noting } from "./journal.ts";
import { schema } from "./mizan/mizan.ts";

/** Calls and reads go through it; components reach it by their hooks. */
export const client = createClient({
  transport: noting(fetchTransport({ schema })),
  development: import.meta.env.DEV,
});

note(client);
