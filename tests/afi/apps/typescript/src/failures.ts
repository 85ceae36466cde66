// Functions that fail: by each problem of the closed table, and by what no client may hear of.

import { problem } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";
import { BoardContext, hang } from "./board.ts";
import type { Database } from "./database.ts";

const Refusal = z
  .enum([
    "BAD_REQUEST",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "TIMEOUT",
    "CONFLICT",
    "TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "INVALID",
    "RATE_LIMITED",
    "INTERNAL",
    "NOT_IMPLEMENTED",
    "UNAVAILABLE",
  ])
  .meta({ id: "Refusal", description: "The problems that a function may answer with." });

export const refuse = mizan.client({
  name: "refuse",
  doc: "Answers with that problem, whatever was sent.",
  args: { code: Refusal, detail: z.string().nullable().default(null) },
  result: z.null(),
  run: ({ code, detail }) => {
    throw problem(code, detail === null ? {} : { detail });
  },
});

export const fail = mizan.client({
  name: "fail",
  doc: "Hangs a notice and fails by no problem: what it wrote is undone, and nobody but the log hears of the word.",
  affects: BoardContext,
  args: { shelf: z.string(), word: z.string() },
  result: z.null(),
  run: ({ shelf, word }, { state }) => fall(state, shelf, word),
});

export const failAsync = mizan.client({
  name: "failAsync",
  doc: "The same, asynchronously.",
  affects: BoardContext,
  args: { shelf: z.string(), word: z.string() },
  result: z.null(),
  run: async ({ shelf, word }, { state }) => fall(state, shelf, word),
});

function fall(database: Database, shelf: string, word: string): null {
  return database.transaction(() => {
    hang(database, word, shelf);
    throw new Error(`${word} at ${shelf}`);
  });
}
