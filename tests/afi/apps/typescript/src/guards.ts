// One function for each guard, and a member for those that a read may have: who gets an answer is all that matters.

import type { Asked } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";
import { type Database, first } from "./database.ts";

/** For who works here. */
export const StaffContext = mizan.context("staffroom");

const EARLY = ["ada", "root"];

/** A guard of the project's own: who is called by one of these names. */
function isEarly({ caller, state }: Asked<Database>): boolean {
  if (caller === undefined) {
    return false;
  }
  const found = first<{ name: string }>(state, "SELECT name FROM users WHERE id = ?", Number(caller.id));
  return found !== undefined && EARLY.includes(found.name);
}

/** The same, asynchronously. */
async function isEarlyAsync(asked: Asked<Database>): Promise<boolean> {
  return isEarly(asked);
}

export const forEverybody = mizan.client({
  name: "forEverybody",
  doc: "Nobody is asked who asks.",
  args: { word: z.string().default("everybody") },
  result: z.string(),
  run: ({ word }) => word,
});

export const forSomebody = mizan.client({
  name: "forSomebody",
  doc: "Whoever has signed in.",
  auth: true,
  args: { word: z.string().default("somebody") },
  result: z.string(),
  run: ({ word }) => word,
});

export const forStaff = mizan.client({
  name: "forStaff",
  doc: "Whoever is staff.",
  auth: "staff",
  args: { word: z.string().default("staff") },
  result: z.string(),
  run: ({ word }) => word,
});

export const forSuperusers = mizan.client({
  name: "forSuperusers",
  doc: "Whoever is a superuser.",
  auth: "superuser",
  args: { word: z.string().default("superusers") },
  result: z.string(),
  run: ({ word }) => word,
});

export const forPackers = mizan.client({
  name: "forPackers",
  doc: "A role: the members of a group.",
  auth: "packers",
  args: { word: z.string().default("packers") },
  result: z.string(),
  run: ({ word }) => word,
});

export const forTheEarly = mizan.client({
  name: "forTheEarly",
  doc: "A guard of the project's own.",
  auth: isEarly,
  args: { word: z.string().default("early") },
  result: z.string(),
  run: ({ word }) => word,
});

export const forTheEarlyAsync = mizan.client({
  name: "forTheEarlyAsync",
  doc: "A guard that is async.",
  auth: isEarlyAsync,
  args: { word: z.string().default("early") },
  result: z.string(),
  run: ({ word }) => word,
});

export const forTheEarlyToo = mizan.client({
  name: "forTheEarlyToo",
  doc: "A sync guard before an async function.",
  auth: isEarly,
  args: { word: z.string().default("early") },
  result: z.string(),
  run: async ({ word }) => word,
});

export const roster = mizan.client({
  name: "roster",
  doc: "Who works here.",
  context: StaffContext,
  auth: "staff",
  result: z.array(z.string()),
  run: () => ["sasha", "root"],
});

export const rosterNotes = mizan.client({
  name: "rosterNotes",
  doc: "For who is early; since a bundle wants every guard, for who is staff as well.",
  context: StaffContext,
  auth: isEarly,
  args: { day: z.int().default(1) },
  result: z.string(),
  run: ({ day }) => `day ${day}`,
});
