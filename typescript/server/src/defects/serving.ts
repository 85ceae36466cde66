// Who is served, by which way and for how long: guards, visibility, views. Whether `self` makes sense is told in `affects.ts`,
// beside the identity that it means. The twin is `mizan-core/src/defects/serving.rs`, the page `ir/protocol/ir.md`.

import { besideNull, type IrFunction, isView, LONGEST_CACHE, MAX_REV } from "../irModel.ts";
import { argumentPlace, type Check, functionPlace } from "./check.ts";
import { isUnseen } from "./names.ts";
import { isScalar } from "./params.ts";

/** At most so many characters has the name of a role. */
const LONGEST_ROLE = 64;

const ROLE = "role:";

/** What is told where it is broken. */
type Case = readonly [isBroken: boolean, what: string];

export function checkServing(check: Check): void {
  for (const each of check.ir.functions) {
    for (const [isBroken, what] of [...guard(each), ...visibility(each), ...kept(each), ...view(each)]) {
      if (isBroken) {
        check.defect(functionPlace(each), what);
      }
    }
    if (isView(each)) {
      pathArguments(check, each);
    }
  }
}

function guard({ auth }: IrFunction): readonly Case[] {
  if (auth?.startsWith(ROLE) !== true) {
    return [];
  }
  const role = auth.slice(ROLE.length);
  return [
    [role === "" || [...role].length > LONGEST_ROLE, "the name of a role has 1 to 64 characters"],
    [
      role.includes(",") || isUnseen(role),
      "the name of a role has a comma, or a character that no screen shows, or that turns text around",
    ],
    [role === "staff" || role === "superuser", "`staff` and `superuser` are guards of their own"],
  ];
}

function visibility(of: IrFunction): readonly Case[] {
  const [isPublic, isPrivate] = [of.public === true, of.private === true];
  const [isMember, isGuarded] = [of.context !== undefined, of.auth !== undefined];
  return [
    [
      isPublic && !isMember,
      "it is public and no member of a context, whose answers alone are one for everyone",
    ],
    [isPublic && isGuarded, "it is public and guarded, so that its answer is not one for everyone"],
    [
      isPublic && of.cache === false,
      "it is public and not cached: what is one answer for everyone depends on its params alone",
    ],
    [isPrivate && isMember, "it is private and a member of a context, which is read from outside"],
    [isPrivate && isGuarded, "it is private and guarded, and nobody calls it of whom a guard could ask"],
  ];
}

function kept({ context, cache, rev = 0 }: IrFunction): readonly Case[] {
  const nothing = (name: string) =>
    `it is no member of a context, so that its answer is never kept: \`${name}\` does nothing on it`;
  const isMember = context !== undefined;
  return [
    [!isMember && cache !== true, nothing("cache")],
    [
      typeof cache === "number" && !isWithin(cache, 1, LONGEST_CACHE),
      "`cache` is `true`, `false` or 1 to 3600 seconds",
    ],
    [!isMember && rev !== 0, nothing("rev")],
    [!isWithin(rev, 0, MAX_REV), "`rev` is a whole number from 0 to 2^31−1"],
  ];
}

function view(of: IrFunction): readonly Case[] {
  const { route, methods = [] } = of;
  return [
    [isView(of) && route === undefined, "it answers with its host's own response, which takes a `route`"],
    [
      !isView(of) && route !== undefined,
      "it has a route and a result, and a route is for what answers with its host's own response",
    ],
    [isUnseen(route ?? ""), "its route has a character that no screen shows, or that turns text around"],
    [route === undefined && methods.length > 0, "it has methods and no route that they could be of"],
    [
      isView(of) && of.context !== undefined,
      "it answers with its host's own response, which no context can hold",
    ],
    [
      of.affects.length > 0 && methods.includes("GET"),
      "it affects something by GET, which is a safe method: browsers fetch ahead and again as they like",
    ],
  ];
}

/** A view's arguments are parts of its path. */
function pathArguments(check: Check, of: IrFunction): void {
  for (const arg of of.args) {
    if (!isScalar(check.named, besideNull(arg.type))) {
      const what =
        "an argument of a view is a boolean, string, integer, bigint, decimal, uuid, datetime, date or enum";
      check.defect(argumentPlace(of, arg), what);
    }
  }
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
