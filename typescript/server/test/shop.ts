// A small app for the tests of this package: notes of owners, over a real server.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { type App, caller, problem, registry, type ServeOptions, upload } from "../src/index.ts";
import { listener } from "../src/node.ts";

/** The state that functions get. */
export class Book {
  readonly notes = new Map<string, { text: string }[]>();
  readonly told: string[] = [];

  of(owner: string): { text: string }[] {
    const own = this.notes.get(owner) ?? [];
    this.notes.set(owner, own);
    return own;
  }
}

export const mizan = registry<Book>();

export const NotesContext = mizan.context("notes", { identity: "owner", view: ["page"] });
export const WallContext = mizan.context("wall");

export const Note = z
  .object({ text: z.string().describe("What it says.") })
  .meta({ id: "Note", description: "A note." });

export const NoRoom = mizan.error("NoRoom", {
  doc: "There is no room for another note.",
  data: z.object({ most: z.int() }).meta({ id: "Room" }),
});

export const noteList = mizan.client({
  name: "noteList",
  doc: "One owner's notes.",
  context: NotesContext,
  auth: "self",
  args: { owner: z.string(), page: z.int().default(1) },
  result: z.array(Note),
  run: ({ owner, page }, { state }) => state.of(owner).slice((page - 1) * 10, page * 10),
});

export const noteCount = mizan.client({
  name: "noteCount",
  context: WallContext,
  public: true,
  cache: 30,
  result: z.int(),
  run: (_, { state }) => [...state.notes.values()].flat().length,
});

export const addNote = mizan.client({
  name: "addNote",
  doc: "Writes a note down.",
  affects: [NotesContext, WallContext],
  auth: true,
  raises: [NoRoom],
  args: { text: z.string().min(1), fails: z.boolean().default(false) },
  result: Note,
  run: async ({ text, fails }, { state, caller: who }) => {
    const own = state.of(who?.id ?? "");
    if (own.length >= 3) {
      throw new NoRoom({ most: 3 }, { detail: "tidy up first" });
    }
    if (fails) {
      throw new Error("hunter2");
    }
    await Promise.resolve();
    own.push({ text });
    return { text };
  },
});

export const clear = mizan.client({
  name: "clear",
  private: true,
  affects: NotesContext.scope({ owner: "whose" }),
  args: { whose: z.string() },
  result: z.int(),
  run: ({ whose }, { state }) => {
    const count = state.of(whose).length;
    state.notes.delete(whose);
    return count;
  },
});

export const clearAll = mizan.client({
  name: "clearAll",
  auth: "staff",
  args: { owners: z.array(z.string()) },
  result: z.int(),
  run: ({ owners }, { invalidate }) => {
    invalidate(WallContext);
    invalidate(noteList, { owner: "ada" });
    return owners.reduce((count, whose) => count + clear({ whose }), 0);
  },
});

export const early = mizan.client({
  name: "early",
  auth: ({ request }) => request.headers.get("x-shift") === "early",
  args: { word: z.string().optional() },
  result: z.string().nullable(),
  run: ({ word }) => (word === undefined ? null : word),
});

export const keep = mizan.client({
  name: "keep",
  args: {
    cover: upload({ maxSize: 10, accept: ["image/png"] }),
    more: z.array(upload()).optional(),
    name: z.string().refine((name) => name !== "taken"),
  },
  result: z.array(z.string()),
  run: ({ cover, more = [], name }) => [name, cover.name, ...more.map((each) => `${each.bytes.length}`)],
});

export const page = mizan.client({
  name: "page",
  route: "board/{whoseBoard}/",
  args: { whoseBoard: z.string() },
  run: ({ whoseBoard: owner }, { state }) =>
    new Response(`<p>${state.of(owner).length}</p>`, { headers: { "Content-Type": "text/html" } }),
});

export const sent = mizan.client({
  name: "sent",
  route: "board/{whoseBoard}/",
  affects: NotesContext.scope({ owner: "whoseBoard" }),
  args: { whoseBoard: z.string() },
  run: async ({ whoseBoard: owner }, { state, request }) => {
    state.of(owner).push({ text: await request.text() });
    return Response.redirect(new URL(`/board/${owner}/`, request.url), 303);
  },
});

export const refuse = mizan.client({
  name: "refuse",
  result: z.null(),
  run: () => {
    throw problem("CONFLICT", { detail: "said in words" });
  },
});

/** Who a request says that it is of. */
export const byHeader: NonNullable<ServeOptions<Book>["identity"]> = ({ request }) => {
  const name = request.headers.get("x-user");
  return name === null ? undefined : caller(name, { roles: name === "sasha" ? ["staff"] : [] });
};

/** The app on a free port. */
export async function served(app: App): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(listener(app));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
