// Domain errors: their codes, and who raises them. The twin is `mizan-core/src/defects/errors.rs`, the page
// `ir/protocol/ir.md`.

import { CODES } from "@mizan/client/wire";
import { quoted } from "../quoting.ts";
import { type Check, errorPlace, functionPlace } from "./check.ts";
import { distinct } from "./names.ts";

export function checkErrors(check: Check): void {
  for (const error of check.ir.errors) {
    const { code, status } = error;
    const place = errorPlace(error);
    if (!/^[A-Z][A-Z0-9_]*$/.test(code)) {
      check.defect(place, "the code is not `[A-Z][A-Z0-9_]*`");
    }
    if (Object.hasOwn(CODES, code)) {
      check.defect(place, "the protocol has this code itself");
    }
    if (!Number.isInteger(status) || status < 400 || status > 499) {
      check.defect(place, `the status is ${status}, and not from 400 to 499`);
    }
  }
  const codes = check.ir.errors.map((error) => error.code);
  distinct(check, "two errors", codes);
  const declared = new Set(codes);
  for (const each of check.ir.functions) {
    for (const code of each.raises.filter((raised) => !declared.has(raised))) {
      check.defect(functionPlace(each), `it raises ${quoted(code)}, which is no declared error`);
    }
  }
}
