// The registry that the functions of this app are declared in. Importing their modules is what declares them.

import { registry } from "@mizan/server";
import type { Database } from "./database.ts";

export const mizan = registry<Database>();
