// What has an address of its own: pages of the notice board, a form's target, a webhook; and a form with files.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { Problem, problem, type Upload, upload } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";
import { BoardContext, BoardFull, count, hang, noteOf, notesOn, put, TooLong } from "./board.ts";
import { embedded, escaped, page, plain, redirect } from "./html.ts";
import { storable } from "./text.ts";

/** What signatures are made with. */
export const SECRET = "only for tests, which start their own servers and know every password";

const Picture = z
  .object({ name: z.string(), size: z.int(), digest: z.string() })
  .meta({ id: "Picture", description: "A picture that was sent along." });

// ---------------------------------------------------------------- pages

export const boardPage = mizan.client({
  name: "boardPage",
  doc: "The notices of a shelf, and a form for another.",
  route: "board/{shelf}/",
  args: { shelf: z.string() },
  run: ({ shelf }, { state }) => {
    const notes = notesOn(state, shelf);
    const items = notes.map(({ id, text }) => {
      const shown = escaped(text);
      return `<li title="${shown}"><a href="/notes/${id}/">${shown}</a></li>`;
    });
    const form = '<form method="post"><input name="text"><button>Pin</button></form>';
    return page(shelf, `<ul>${items.join("")}</ul>\n${embedded("count", notes.length)}\n${form}`);
  },
});

export const pinFromPage = mizan.client({
  name: "pinFromPage",
  doc: "Where the page's form goes; the browser is sent back to the page.",
  route: "board/{shelf}/",
  affects: BoardContext,
  auth: true,
  args: { shelf: z.string() },
  run: async ({ shelf }, { state, request }) => {
    const text = new URLSearchParams(utf8(await request.arrayBuffer(), "a form")).get("text") ?? "";
    try {
      hang(state, text, shelf);
    } catch (error) {
      if (error instanceof BoardFull) {
        return plain("BoardFull", 409);
      }
      if (error instanceof TooLong) {
        return plain("TooLong", 409);
      }
      if (error instanceof Problem && error.code === "INVALID") {
        return plain("Invalid", 409);
      }
      throw error;
    }
    return redirect(`/board/${shelf}/`);
  },
});

export const notePage = mizan.client({
  name: "notePage",
  doc: "One notice, which is the page's title too.",
  route: "notes/{noteId}/",
  args: { noteId: z.int() },
  run: ({ noteId }, { state }) => {
    const note = noteOf(state, noteId);
    if (note === undefined) {
      throw problem("NOT_FOUND");
    }
    return page(note.text, `<p>${escaped(note.text)}</p>\n${embedded("note", note.text)}`);
  },
});

export const staffPage = mizan.client({
  name: "staffPage",
  doc: "For staff, asynchronously.",
  route: "staff/board/",
  auth: "staff",
  run: async (_, { state }) => plain(`${count(state)} notices`),
});

// ---------------------------------------------------------------- a webhook

export const notesHook = mizan.client({
  name: "notesHook",
  doc: "What another server calls: it has no session, and proves by a signature who it is.",
  private: true,
  route: "hooks/{source}/",
  affects: BoardContext.scope({ shelf: "source" }),
  raises: [BoardFull, TooLong],
  args: { source: z.string() },
  run: async ({ source }, { state, request }) => {
    const body = await request.arrayBuffer();
    if (!isSigned(body, request.headers.get("X-Signature") ?? "")) {
      throw problem("FORBIDDEN");
    }
    return Response.json({ id: hang(state, utf8(body, "a notice"), source).id });
  },
});

function isSigned(body: ArrayBuffer, given: string): boolean {
  const expected = createHmac("sha256", SECRET).update(new Uint8Array(body)).digest();
  const signature = Buffer.from(given, "hex");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

function utf8(body: ArrayBuffer, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw problem("BAD_REQUEST", { detail: `${what} is text in UTF-8` });
  }
}

// ---------------------------------------------------------------- files

export const pinPictures = mizan.client({
  name: "pinPictures",
  doc: "Hangs a notice that pictures came with, and says what arrived.",
  affects: BoardContext,
  auth: true,
  args: {
    text: z.string(),
    cover: upload({ maxSize: "100 KB", accept: ["image/png", "image/jpeg"] }),
    more: z.array(upload()).nullable().default(null),
    shelf: z.string().default("hall"),
  },
  result: z.array(Picture),
  run: ({ text, cover, more, shelf }, { state }) => {
    storable(text, "args", "text");
    put(state, text, storable(shelf, "args", "shelf"));
    return [cover, ...(more ?? [])].map(pictureOf);
  },
});

function pictureOf({ name, bytes }: Upload): z.infer<typeof Picture> {
  return { name, size: bytes.length, digest: createHash("sha256").update(bytes).digest("hex") };
}
