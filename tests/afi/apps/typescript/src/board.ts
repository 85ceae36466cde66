// A notice board: every option of a declaration that the graph of the vectors does without.
//
// Public members, one that is not cached, one with a revision; functions that the app alone calls; errors with data and
// without; targets that are named while a function runs.

import { problem } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";
import { type Database, first } from "./database.ts";
import { storable } from "./text.ts";

/** The notices; the same for everybody. */
export const BoardContext = mizan.context("board");
/** Where the notices are looked after. */
export const DeskContext = mizan.context("desk");

const MOST = 20;
const LONGEST = 80;

const Note = z
  .object({
    id: z.int().meta({ description: "The notice's number." }),
    text: z.string().meta({ description: "What it says." }),
    shelf: z.string().meta({ description: "Where it hangs." }),
  })
  .meta({ id: "Note", description: "A notice." });
type Note = z.infer<typeof Note>;

const Excess = z
  .object({ limit: z.int(), given: z.int() })
  .meta({ id: "Excess", description: "By how much a limit was missed." });

export const BoardFull = mizan.error("BoardFull", {
  status: 409,
  doc: "There is no room for another notice.",
});

export const TooLong = mizan.error("TooLong", { status: 422, doc: "The notice is too long.", data: Excess });

// ---------------------------------------------------------------- reads

export const notes = mizan.client({
  name: "notes",
  doc: "The notices of one shelf, one answer for everybody.",
  context: BoardContext,
  public: true,
  args: { shelf: z.string().default("hall") },
  result: z.array(Note),
  run: ({ shelf }, { state }) => notesOn(state, storable(shelf, "params", "shelf")),
});

export const noteCount = mizan.client({
  name: "noteCount",
  doc: "How many notices there are; kept for a minute at most, and not what was kept of the first revision.",
  context: BoardContext,
  public: true,
  rev: 1,
  cache: 60,
  result: z.int(),
  run: (_, { state }) => count(state),
});

export const deskLanguage = mizan.client({
  name: "deskLanguage",
  doc: "A member that is not cached sees the host's own request.",
  context: DeskContext,
  cache: false,
  result: z.string(),
  run: async (_, { request }) => request.headers.get("Accept-Language") ?? "",
});

export const deskOwner = mizan.client({
  name: "deskOwner",
  doc: "Who asks; beside a member that is not cached, the bundle is not kept either.",
  context: DeskContext,
  result: z.string().nullable(),
  run: async (_, { caller }) => caller?.id ?? null,
});

// ---------------------------------------------------------------- mutations

export const pin = mizan.client({
  name: "pin",
  doc: "Hangs a notice on a shelf.",
  affects: BoardContext,
  raises: [BoardFull, TooLong],
  auth: true,
  args: { text: z.string(), shelf: z.string().default("hall") },
  result: Note,
  run: ({ text, shelf }, { state }) => hang(state, text, shelf),
});

export const takeDown = mizan.client({
  name: "takeDown",
  doc: "Deletes what hangs on a shelf; a job, or a part of other functions, whose targets are theirs.",
  private: true,
  affects: DeskContext,
  args: { shelf: z.string() },
  result: z.int(),
  run: ({ shelf }, { state }) => state.all("DELETE FROM notes WHERE shelf = ? RETURNING id", shelf).length,
});

export const clearShelf = mizan.client({
  name: "clearShelf",
  doc: "Takes everything off a shelf, with a function that the app alone calls.",
  affects: BoardContext,
  auth: "staff",
  args: { shelf: z.string() },
  result: z.int(),
  run: ({ shelf }) => takeDown({ shelf: storable(shelf, "args", "shelf") }),
});

export const move = mizan.client({
  name: "move",
  doc: "Moves a notice; it names what is stale once it knows where the notice hung.",
  auth: true,
  args: { noteId: z.int(), to: z.string() },
  result: Note,
  run: async ({ noteId, to }, call) => {
    const found = noteOf(call.state, noteId);
    if (found === undefined) {
      throw problem("NOT_FOUND", { detail: "no such notice" });
    }
    call.state.all("UPDATE notes SET shelf = ? WHERE id = ?", storable(to, "args", "to"), noteId);
    for (const shelf of [found.shelf, to]) {
      // Other calls run meanwhile, as they would if the database were another program: by itself it lets nobody in between.
      await new Promise((resolve) => setTimeout(resolve, 0));
      call.invalidate(notes, { shelf });
    }
    return { ...found, shelf: to };
  },
});

// ---------------------------------------------------------------- rows

/** Hangs a notice where there is room. */
export function hang(database: Database, text: string, shelf: string): Note {
  // In characters, as every twin counts them.
  const given = [...text].length;
  if (given > LONGEST) {
    throw new TooLong({ limit: LONGEST, given });
  }
  storable(text, "args", "text");
  storable(shelf, "args", "shelf");
  const there = "SELECT count(*) AS there FROM notes WHERE shelf = ?";
  if ((first<{ there: number }>(database, there, shelf)?.there ?? 0) >= MOST) {
    throw new BoardFull();
  }
  return put(database, text, shelf);
}

/** Hangs a notice. */
export function put(database: Database, text: string, shelf: string): Note {
  const statement = "INSERT INTO notes (text, shelf) VALUES (?, ?) RETURNING id, text, shelf";
  const [note] = database.all<Note>(statement, text, shelf);
  if (note === undefined) {
    throw new Error("the notice was written and is not there");
  }
  return note;
}

/** What hangs on a shelf. */
export function notesOn(database: Database, shelf: string): Note[] {
  return database.all<Note>("SELECT id, text, shelf FROM notes WHERE shelf = ? ORDER BY id", shelf);
}

/** One notice. */
export function noteOf(database: Database, id: number): Note | undefined {
  return first<Note>(database, "SELECT id, text, shelf FROM notes WHERE id = ?", id);
}

/** How many there are. */
export function count(database: Database): number {
  return first<{ notes: number }>(database, "SELECT count(*) AS notes FROM notes")?.notes ?? 0;
}
