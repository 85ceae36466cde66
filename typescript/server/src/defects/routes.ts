// What a view's route says: the neutral form, and which argument stands where. Whether a host can serve it beside the others
// is the host's to tell. The twin is `mizan-core/src/defects/routes.rs`, the page `ir/protocol/ir.md`, "Routes".

import { type IrFunction, isView } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { type Check, functionPlace } from "./check.ts";

export function checkRoutes(check: Check): void {
  for (const each of check.ir.functions) {
    if (each.route === undefined) {
      continue;
    }
    const place = functionPlace(each);
    if (each.route.startsWith("/")) {
      check.defect(place, "its route begins with a slash, and takes none");
    }
    const named = routeArguments(each.route);
    if (named === undefined) {
      check.defect(place, "its route has a brace that is none of `{argument}` or `{*argument}`");
    } else if (isView(each)) {
      for (const what of misnamed(each, named)) {
        check.defect(place, what);
      }
    }
  }
}

function misnamed(of: IrFunction, named: readonly string[]): readonly string[] {
  const args = of.args.map((arg) => arg.name);
  const inRoute = named.flatMap((name, place) => {
    if (named.indexOf(name) !== place) {
      return [`its route has ${quoted(name)} twice`];
    }
    return args.includes(name) ? [] : [`its route has ${quoted(`{${name}}`)}, which is no argument of it`];
  });
  const beside = of.args.filter((arg) => !("default" in arg) && !named.includes(arg.name));
  return [
    ...inRoute,
    ...beside.map(
      (arg) =>
        `its argument ${quoted(arg.name)} is neither in the route nor has it a default, and nothing else could give it`,
    ),
  ];
}

/** The names within braces, in the order of the route; undefined where a brace is out of place. */
function routeArguments(route: string): readonly string[] | undefined {
  const braces = /\{\*?([^{}*]+)\}/g;
  return /[{}]/.test(route.replace(braces, ""))
    ? undefined
    : [...route.matchAll(braces)].map(([, name = ""]) => name);
}
