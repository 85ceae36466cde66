// A page of the generated client, in React, before a live reference app: it shows bundles, a mutation is called, and what
// the page shows then is compared. Run by `test_invalidation_body.py` with the app's address, the folder of the generated
// client, the cookies of somebody who signed in, and the name of a walk below; for a window of Tauri with `ipc:PORT` and the
// user. Prints each request and its status.

import "../../typescript/react/test/dom.ts";
import { deepStrictEqual } from "node:assert/strict";
import { argv, exit, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import { type Client, createClient, fetchTransport, type MizanError, type Transport } from "@mizan/client";
import { tauriTransport } from "@mizan/client/tauri";
import { MizanProvider } from "@mizan/react";
import { QueryClient } from "@tanstack/react-query";
import { configure, waitFor } from "@testing-library/dom";
import { createElement, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { becomeWindow } from "./ipc.ts";

const [address = "", folder = "", who = "", walk = ""] = argv.slice(2);
// Long enough for a machine that does much else; who has what it waits for goes on at once.
configure({ asyncUtilTimeout: 30_000 });
const api = await import(pathToFileURL(`${folder}/mizan.ts`).href);
const hooks = await import(pathToFileURL(`${folder}/mizan.react.ts`).href);

/** Each request below the base, and its status once it came back. */
const exchanges: { readonly sent: string; status?: number }[] = [];
let seen = 0;

/** Waits until nothing is under way, and compares the reads since this was asked last, in any order. */
async function read(...paths: string[]): Promise<void> {
  const sinceLast = () => exchanges.slice(seen).filter(({ sent }) => sent.startsWith("GET ctx/"));
  await waitFor(() => {
    deepStrictEqual(queryClient.isFetching(), 0);
    deepStrictEqual(sinceLast().length >= paths.length, true);
  });
  deepStrictEqual(sinceLast().map(({ sent }) => sent).toSorted(), paths.map((path) => `GET ctx/${path}`));
  seen = exchanges.length;
}

/** Keeps an answer that has come back from the client, for as long as it says. */
let held: ((path: string) => Promise<void> | undefined) | undefined;

/** Notes a request, and what is to be done when its status has come. */
function noted(method: string, path: string): (status: number) => Promise<void> | undefined {
  const exchange: (typeof exchanges)[number] = { sent: `${method} ${path}` };
  exchanges.push(exchange);
  return (status) => {
    exchange.status = status;
    return held?.(path);
  };
}

const overHttp = () =>
  fetchTransport({
    schema: api.schema,
    baseUrl: `${address}/api/mizan/`,
    headers: { Cookie: who, Origin: address },
    fetch: async (input, init) => {
      const came = noted(init?.method ?? "GET", String(input).slice(`${address}/api/mizan/`.length));
      const answer = await fetch(input, init);
      await came(answer.status);
      return answer;
    },
  });

/** As a window of the app: messages are told of as the requests that they stand for. */
async function overIpc(): Promise<Transport> {
  await becomeWindow(Number(address.slice("ipc:".length)), who, ({ kind, context, query, function: name }) =>
    kind === "context" ? noted("GET", `ctx/${context}/${query ? `?${query}` : ""}`) : noted("POST", `call/${name}/`),
  );
  return tauriTransport({ schema: api.schema });
}

const transport = address.startsWith("ipc:") ? await overIpc() : overHttp();
const client: Client = createClient({ transport });
const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } },
});
const place = document.body.appendChild(document.createElement("main"));
const root = createRoot(place);

/** What a hook reads, as JSON. */
function Shown({ read }: { readonly read: () => { readonly data?: unknown } }) {
  return createElement("p", null, JSON.stringify(read().data ?? null));
}

function show(...children: ReactNode[]): void {
  root.render(createElement(MizanProvider, { client, queryClient }, ...children));
}

/** A context's provider around one of its members. */
function panel(context: string, params: object, member: string, key: string): ReactNode {
  const read = hooks[`use${member}`];
  return createElement(hooks[`${context}Context`], { ...params, key }, createElement(Shown, { read }));
}

const shown = (): unknown[] => [...place.querySelectorAll("p")].map((each) => JSON.parse(each.textContent ?? ""));

/** Waits until the page shows that. */
async function shows(...values: unknown[]): Promise<void> {
  await waitFor(() => deepStrictEqual(shown(), values));
}

const profile = (name: string, avatar = "/5.png") => ({ id: 5, name, avatar });
const garden = (price: number) => [{ sku: "rake", category: "garden", price }];

const WALKS: Readonly<Record<string, () => Promise<void>>> = {
  async "an argument says whose data is stale"() {
    show(
      panel("User", { userId: 5 }, "UserProfile", "profile"),
      panel("User", { userId: 5, page: 2 }, "UserOrders", "second page"),
      panel("Catalog", { category: "garden", sku: "rake" }, "Products", "catalog"),
    );
    await shows(profile("Grace"), [], garden(2250));
    await read("catalog/?category=garden&sku=rake", "user/?page=2&user_id=5", "user/?user_id=5");
    await api.renameUser(client, { userId: 5, name: "Hopper" });
    await shows(profile("Hopper"), [], garden(2250));
    await read("user/?page=2&user_id=5", "user/?user_id=5");
  },
  async "the caller says whose data is stale"() {
    show(panel("User", { userId: 5 }, "UserProfile", "profile"));
    await shows(profile("Grace"));
    await api.renameMe(client, { name: "Murray" });
    await shows(profile("Murray"));
    await read("user/?user_id=5", "user/?user_id=5");
  },
  async "a member is stale, and what else is shown is not read again"() {
    show(
      panel("User", { userId: 5 }, "UserProfile", "profile"),
      panel("Catalog", { category: "garden", sku: "rake" }, "Products", "catalog"),
    );
    await shows(profile("Grace"), garden(2250));
    await read("catalog/?category=garden&sku=rake", "user/?user_id=5");
    await api.setAvatar(client, { userId: 5, url: "/new.png" });
    await shows(profile("Grace", "/new.png"), garden(2250));
    await read("user/?user_id=5");
  },
  async "a whole context is stale"() {
    show(
      panel("Catalog", { category: "garden", sku: "rake" }, "Products", "garden"),
      panel("Catalog", { category: "kitchen", sku: "rake" }, "Product", "kitchen"),
    );
    await shows(garden(2250), ...garden(2250));
    await read("catalog/?category=garden&sku=rake", "catalog/?category=kitchen&sku=rake");
    await api.reprice(client, { sku: "rake", price: 1999 });
    await shows(garden(1999), ...garden(1999));
    await read("catalog/?category=garden&sku=rake", "catalog/?category=kitchen&sku=rake");
  },
  async "a function names what is stale while it runs"() {
    const { id } = await api.pin(client, { text: "walked", shelf: "walk" });
    const note = { id, text: "walked", shelf: "walk" };
    show(
      panel("Board", { shelf: "walk" }, "Notes", "left"),
      panel("Board", { shelf: "walked" }, "Notes", "reached"),
      panel("Board", { shelf: "other" }, "Notes", "neither"),
    );
    await shows([note], [], []);
    await read("board/?shelf=other", "board/?shelf=walk", "board/?shelf=walked");
    await api.move(client, { noteId: id, to: "walked" });
    await shows([], [{ ...note, shelf: "walked" }], []);
    await read("board/?shelf=walk", "board/?shelf=walked");
  },
  async "a call that failed after its start makes stale as well"() {
    show(panel("User", { userId: 5 }, "UserOrders", "orders"), panel("Board", {}, "Notes", "board"));
    await read("board/", "user/?user_id=5");
    const { error } = (await api.shipOrder.safe(client, { orderId: 3, owner: 5 })) as { error: MizanError };
    deepStrictEqual([error.code, error.status], ["NOT_FOUND", 404]);
    await read("user/?user_id=5");
    const refused = (await api.renameMe.safe(client, { name: "\0" })) as { error: MizanError };
    deepStrictEqual(refused.error.errors, [{ path: ["args", "name"], code: "format" }]);
    await read("user/?user_id=5");
  },
  async "what is not shown is dropped, and read when it is shown again"() {
    const one = panel("User", { userId: 5 }, "UserProfile", "profile");
    show(one);
    await shows(profile("Grace"));
    show();
    await shows();
    await api.renameMe(client, { name: "Hidden" });
    await read("user/?user_id=5");
    show(one);
    await shows(profile("Hidden"));
    await read("user/?user_id=5");
  },
  async "a read that was under way is not what is shown"() {
    let release = (): void => {};
    const answered = new Promise<void>((came) => {
      held = (path) => {
        if (path !== "ctx/user/?user_id=5") {
          return undefined;
        }
        held = undefined;
        came();
        return new Promise((resolve) => {
          release = resolve;
        });
      };
    });
    // By the client alone: on a page its cache would not show it either.
    const late = api.user.fetch(client, { userId: 5 });
    await answered;
    // The server has read the old name; nobody has heard of it when the new one is acknowledged.
    await api.renameMe(client, { name: "Later" });
    release();
    deepStrictEqual((await late).userProfile.name, "Later");
    await read("user/?user_id=5", "user/?user_id=5");
  },
  async "a form with a file makes stale as any call does"() {
    show(panel("Board", { shelf: "pictures" }, "Notes", "notes"));
    await shows([]);
    const cover = new File(["\x89PNG"], "größe.png", { type: "image/png" });
    const [picture] = await api.pinPictures(client, { text: "with a picture", cover, shelf: "pictures" });
    deepStrictEqual([picture.name, picture.size], ["größe.png", 5]);
    await read("board/?shelf=pictures", "board/?shelf=pictures");
    // What came is drawn a moment later.
    await waitFor(() => {
      const [notes] = shown() as { text: string }[][];
      deepStrictEqual(notes?.map(({ text }) => text), ["with a picture"]);
    });
  },
};

const chosen = WALKS[walk];
if (!chosen) {
  stdout.write(JSON.stringify(Object.keys(WALKS)));
  exit(0);
}
await chosen();
stdout.write(JSON.stringify(exchanges.map(({ sent, status }) => [sent, status])), () => exit(0));
