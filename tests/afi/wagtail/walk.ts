// Walks through a Wagtail site with its generated client, as a front end would. Run by `test_wagtail.py` with the server's
// address, an editor's cookies and a picture; every line below is a request that went out and came back.

import { deepStrictEqual, ok, rejects } from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { type Client, createClient, fetchTransport, type Target } from "@mizan/client";
import * as api from "./client/mizan.ts";

const [address = "", cookie = "", picture = ""] = argv.slice(2);
let invalidate: readonly Target[] | undefined;

function signedIn(cookies: string): Client {
  const transport = fetchTransport({
    schema: api.schema,
    baseUrl: `${address}/api/mizan/`,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set("Origin", address);
      headers.set("Cookie", cookies);
      const answer = await fetch(input, { ...init, headers });
      invalidate = (await answer.clone().json()).invalidate;
      return answer;
    },
  });
  return createClient({ transport });
}

const editor = signedIn(cookie);
const visitor = signedIn("");
const HOME = 3;

// Pages, as Wagtail's own migrations made them: a site has the home page for its root.
const { page: home, children: none } = await api.pages.fetch(visitor, { pageId: HOME });
const { published_at: publishedAt, ...rest } = home;
deepStrictEqual(rest, {
  id: HOME,
  title: "Home",
  slug: "home",
  path: "/home/",
  live: true,
  type: "homepage",
  owner: null,
  sites: [{ hostname: "localhost", is_default_site: true }],
});
ok(publishedAt === null || publishedAt.endsWith("Z"));
deepStrictEqual(none, []);
await rejects(api.pages.fetch(visitor, { pageId: 999 }), { code: "NOT_FOUND" });

// Changes, by who may make them.
await rejects(api.addPage(visitor, { parentId: HOME, title: "Rooms" }), { code: "UNAUTHENTICATED" });
const rooms = await api.addPage(editor, { parentId: HOME, title: "Rooms" });
deepStrictEqual(invalidate, [{ context: "pages", params: { page_id: HOME } }]);
deepStrictEqual([rooms.slug, rooms.owner?.username], ["rooms", "ada"]);
const prices = await api.addPage(editor, { parentId: HOME, title: "Prices" });
const { children } = await api.pages.fetch(visitor, { pageId: HOME });
deepStrictEqual(
  children.map((child) => child.title),
  ["Rooms", "Prices"],
);

// A page is published by Wagtail, whose signal adds what the declaration does not say: the list that it stands in.
await api.renamePage(editor, { pageId: prices.id, title: "What it costs" });
deepStrictEqual(invalidate, [
  { context: "pages", function: "page", params: { page_id: prices.id } },
  { context: "pages", function: "children", params: { page_id: HOME } },
]);
const renamed = await api.pages.fetch(visitor, { pageId: prices.id });
deepStrictEqual([renamed.page.title, renamed.page.published_at !== null], ["What it costs", true]);
await rejects(api.renamePage(editor, { pageId: prices.id, title: "x", slug: "rooms" }), { code: "SLUG_TAKEN" });

// Images: a file in, its words along with it, an edit that says only what is different.
const file = new File([await readFile(picture)], "door.png", { type: "image/png" });
const door = await api.addImage(editor, { title: "A door", file, tags: ["house", "blue"] });
deepStrictEqual(invalidate, ["images"]);
deepStrictEqual([door.width, door.height, door.uploaded_by], [3, 2, "ada"]);
deepStrictEqual(door.tags.map((tag) => tag.name).sort(), ["blue", "house"]);
const original = await fetch(`${address}${door.url}`);
deepStrictEqual(new Uint8Array(await original.arrayBuffer()), new Uint8Array(await readFile(picture)));
const text = new File(["no image"], "door.txt", { type: "text/plain" });
await rejects(api.addImage(editor, { title: "A door", file: text }), {
  code: "INVALID",
  errors: [{ path: ["args", "file"], code: "enum" }],
});
const { url: _url, uploaded_by: _by, ...edited } = door;
const kept = door.tags.filter((tag) => tag.name === "blue");
await api.editImage(editor, { imageId: door.id, edit: { ...edited, title: "The door", tags: kept } });
deepStrictEqual(invalidate, [{ context: "images", function: "image", params: { image_id: door.id } }]);
const { image, images } = await api.images.fetch(visitor, { imageId: door.id });
deepStrictEqual([image.title, image.tags.map((tag) => tag.name)], ["The door", ["blue"]]);
deepStrictEqual(images, [{ id: door.id, title: "The door", words: 1 }]);

// Users, to the superuser alone.
await rejects(api.users.fetch(visitor), { code: "UNAUTHENTICATED" });
const everybody = (await api.users.fetch(editor)).users;
deepStrictEqual(
  everybody.map((user) => [user.username, user.groups.map((group) => group.name)]),
  [
    ["ada", ["Editors"]],
    ["bob", []],
  ],
);
const bob = everybody.find((user) => user.username === "bob");
ok(bob);
await api.putInGroup(editor, { userId: bob.id, group: "Moderators" });
deepStrictEqual(invalidate, ["users"]);
deepStrictEqual(
  (await api.users.fetch(editor)).users.map((user) => user.groups.length),
  [1, 1],
);
