/** The screen's one client, in a window of the desktop app: the calls go to the program behind it. Twin: `../../frontend/src/client.ts`. */

import { createClient } from "@mizan/client";
import { tauriTransport } from "@mizan/client/tauri";
import { note, noting } from "../../frontend/src/journal.ts";
import { schema } from "../../frontend/src/mizan/mizan.ts";

/** Calls and reads go through it; components reach it by their hooks. */
export const client = createClient({
  transport: noting(tauriTransport({ schema })),
  development: import.meta.env.DEV,
});

note(client);
