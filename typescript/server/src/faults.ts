// The rule of validation over documents of `json.ts`, with no more faults kept than are told: a caller may send a million. It
// decides nothing of its own. The page is `ir/protocol/types.md`, "Faults"; the twin is `mizan-core/src/types/faults.rs`.

import {
  comparePaths,
  compareText,
  Judge,
  type Path,
  type TypeFault,
  type TypeTable,
} from "@mizan/client/wire";
import { FORM } from "./form.ts";

/** Faults that a problem tells. */
export const MOST_FAULTS = 32;

/** Judges documents. Its `faults` are in order, each once, the first 32 of all. */
export class DocumentJudge extends Judge {
  constructor(types: TypeTable) {
    super(types, FORM);
  }

  override isTold(path: Path): boolean {
    const last = this.faults[MOST_FAULTS - 1];
    return last !== undefined && comparePaths(path, last.path) > 0;
  }

  override add(fault: TypeFault): void {
    const last = this.faults[MOST_FAULTS - 1];
    if (last !== undefined && compareFaults(fault, last) >= 0) {
      return;
    }
    let start = 0;
    let end = this.faults.length;
    while (start < end) {
      const middle = (start + end) >> 1;
      const order = compareFaults(this.faults[middle] as TypeFault, fault);
      if (order === 0) {
        return;
      }
      if (order < 0) {
        start = middle + 1;
      } else {
        end = middle;
      }
    }
    this.faults.splice(start, 0, fault);
    this.faults.length = Math.min(this.faults.length, MOST_FAULTS);
  }
}

function compareFaults(one: TypeFault, other: TypeFault): number {
  return comparePaths(one.path, other.path) || compareText(one.code, other.code);
}
