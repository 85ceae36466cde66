// A page's DOM for the tests. What Node has already stays Node's own: requests are to be real ones, cut by real signals, and
// so there is no XMLHttpRequest either, of which Node has none.

import { Window } from "happy-dom";

const page = new Window({ url: "http://page.test/" });
for (const name of ["window", "document", ...Object.getOwnPropertyNames(page)]) {
  if (!(name in globalThis) && !name.startsWith("XMLHttpRequest")) {
    const value: unknown = name === "window" ? page : page[name as keyof Window];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}
