// Declarations that no server may start with: `serve --broken` has them, and must name what is wrong with each.
//
// Twins: `django/broken/clients.py`, `axum/examples/broken.rs`.

import { z } from "zod";
import { mizan } from "./app.ts";

const LostContext = mizan.context("lost", { identity: "ownerId" });
const VoidContext = mizan.context("void");

mizan.client({
  name: "lostByNumber",
  doc: "No member has the param that the context's identity names.",
  context: LostContext,
  args: { page: z.int().default(1) },
  result: z.int(),
  run: ({ page }) => page,
});

mizan.client({
  name: "lostByName",
  doc: "One param, two types.",
  context: LostContext,
  args: { page: z.string().default("1") },
  result: z.string(),
  run: ({ page }) => page,
});

mizan.client({
  name: "lose",
  doc: "No argument has the name that the scope gives.",
  affects: LostContext.scope({ page: "leaf" }),
  args: { page: z.int() },
  result: z.int(),
  run: ({ page }) => page,
});

mizan.client({
  name: "avoid",
  doc: "Nothing is in that context.",
  affects: VoidContext,
  args: { page: z.int() },
  result: z.int(),
  run: ({ page }) => page,
});

mizan.client({
  name: "own",
  doc: "Nobody's own: it affects no context with an identity.",
  auth: "self",
  args: { page: z.int() },
  result: z.int(),
  run: ({ page }) => page,
});
