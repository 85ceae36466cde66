// What is wrong with a graph: every defect at once, each as one line that names its place. It decides what a legal graph is
// and changes nothing; a legal one is normalised by `ir/normalise.ts`. Text that comes from a declaration is quoted and escaped,
// since it is printed on terminals. The twin is `mizan-core/src/defects.rs`, whose words these are; the page is
// `ir/protocol/registry.md`.

import { checkAffects } from "./defects/affects.ts";
import { Check, type Findings } from "./defects/check.ts";
import { tooDeep } from "./defects/depth.ts";
import { checkErrors } from "./defects/errors.ts";
import { checkFiles } from "./defects/files.ts";
import { checkNames } from "./defects/names.ts";
import { checkParams } from "./defects/params.ts";
import { checkRoutes } from "./defects/routes.ts";
import { checkServing } from "./defects/serving.ts";
import { checkShapes } from "./defects/shapes.ts";
import { canonicalTypes } from "./ir/normalise.ts";
import type { Ir } from "./irModel.ts";

export type { Findings } from "./defects/check.ts";

/** Judges an IR as it was declared. */
export function findings(ir: Ir): Findings {
  const deep = tooDeep(ir);
  if (deep.length > 0) {
    return { defects: deep, warnings: [] };
  }
  // Two spellings of one constraint are no difference.
  const check = new Check(canonicalTypes(ir));
  checkNames(check);
  checkErrors(check);
  checkShapes(check);
  checkParams(check);
  checkServing(check);
  checkRoutes(check);
  checkFiles(check);
  checkAffects(check);
  return { defects: [...new Set(check.defects)], warnings: check.warnings };
}
