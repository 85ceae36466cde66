// Files: where they may be, and what limits them. The twin is `mizan-core/src/defects/files.rs`, the page
// `ir/protocol/ir.md`.

import { parts } from "../ir/named.ts";
import { type IrField, type IrFunction, isView, type Type, type TypeOf, uploadOf } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { argumentPlace, type Check, places } from "./check.ts";

export function checkFiles(check: Check): void {
  for (const each of check.ir.functions) {
    for (const arg of each.args.filter((it) => uploadOf(it) !== undefined)) {
      argument(check, each, arg);
    }
  }
  for (const { name, type, field, ofStruct } of places(check.ir)) {
    const isArgument = field !== undefined && !ofStruct && uploadOf(field) !== undefined;
    if (!isArgument && hasFile(type)) {
      const what = "a file is an argument of a function, perhaps optional or in a list, and nothing else";
      check.defect(name, what);
    }
  }
}

function argument(check: Check, of: IrFunction, arg: IrField): void {
  const cases: readonly (readonly [isBroken: boolean, what: string])[] = [
    [of.context !== undefined, "it is a file, and the arguments of a member are written in a query"],
    [isView(of), "it is a file, and the arguments of a view are parts of its path"],
    [of.private === true, "it is a file, and nobody sends a private function any"],
    [arg.name === "args", "it is a file, and the part `args` of a form holds the other arguments"],
    ["default" in arg && arg.default !== null, "it is a file, and its default is not null"],
  ];
  for (const [isBroken, what] of cases) {
    if (isBroken) {
      check.defect(argumentPlace(of, arg), what);
    }
  }
}

function hasFile(type: Type): boolean {
  return type.type === "file" || parts(type).some(hasFile);
}

/** Judges the limits of one file. */
export function fileLimits(check: Check, place: string, { max_size, accept }: TypeOf<"file">): void {
  if (max_size === 0) {
    check.defect(place, "`max_size` is 0, so that no file would do");
  }
  if (accept?.length === 0) {
    check.defect(place, "`accept` names no content type");
  }
  for (const each of accept ?? []) {
    if (!isContentType(each)) {
      const what = `\`accept\` names ${quoted(each)}, which is no content type as \`image/png\` or \`image/*\``;
      check.defect(place, what);
    }
  }
}

/** RFC 6838, in lower case; of a type all by `*`. */
function isContentType(text: string): boolean {
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126})$/.test(text);
}
