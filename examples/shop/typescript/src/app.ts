// The registry that the shop's functions are declared in. Importing their modules is what declares them.

import { registry } from "@mizan/server";
import type { Shop } from "./database.ts";

export const mizan = registry<Shop>();
