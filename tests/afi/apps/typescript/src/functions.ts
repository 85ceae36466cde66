// The reference app in TypeScript: the graph of `tests/afi/vectors/shop_graph.json`, every type, guard, tier and option.
//
// Twins: the other folders beside this one. What must happen is said by the suite, not here.

import "./board.ts";
import "./catalog.ts";
import "./everyType.ts";
import "./failures.ts";
import "./guards.ts";
import "./pages.ts";
import "./user.ts";

export { mizan } from "./app.ts";
