// A page that another process has rendered, taken over without a second read.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as client from "@mizan/client";
import * as query from "@tanstack/react-query";
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import * as react from "react";
import { hydrateRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as mizan from "../src/index.ts";
import { Shop } from "./page.tsx";
import { open } from "./serverPage.ts";

let shop: Shop;
let root: Root | undefined;

beforeEach(async () => {
  shop = await Shop.open();
});

afterEach(async () => {
  act(() => root?.unmount());
  root = undefined;
  cleanup();
  document.body.replaceChildren();
  await shop.close();
});

interface Rendered {
  readonly html: string;
  readonly state: unknown;
}

async function rendered(...more: string[]): Promise<Rendered> {
  const script = fileURLToPath(new URL("renderPage.ts", import.meta.url));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [script, shop.server.baseUrl, ...more]);
  return JSON.parse(stdout);
}

/** Takes the markup over, as a browser does. */
function take({ html, state }: Rendered, strict: boolean) {
  const container = document.createElement("div");
  container.innerHTML = html;
  document.body.append(container);
  const here = open({ client, mizan, query, react }, shop.server.baseUrl);
  const wrong: unknown[] = [];
  const page = strict ? react.createElement(react.StrictMode, null, here.page(state)) : here.page(state);
  act(() => {
    root = hydrateRoot(container, page, { onRecoverableError: (error) => wrong.push(error) });
  });
  return { ...here, wrong };
}

describe("a page that a server rendered", () => {
  it.each([false, true])(
    "is taken over without a second read, and follows mutations (strict mode: %s)",
    async (strict) => {
      const sent = await rendered();
      expect(sent.html).toContain("<h1>user 5</h1>");
      expect(sent.html).toContain("A-1");
      expect(shop.reads).toHaveLength(1);
      const page = take(sent, strict);
      await screen.findByText("user 5");
      await screen.findByText("A-1");
      // A mutation's answer comes after whatever a mount would have asked for.
      shop.names.set("5", "Ada");
      await act(() => page.client.call("rename_user", { user_id: 5, name: "Ada" }));
      await screen.findByText("Ada");
      expect(shop.reads).toHaveLength(2);
      expect(page.wrong).toEqual([]);
    },
  );

  it("is streamed with what its components themselves have waited for", async () => {
    const sent = await rendered("nothing");
    expect(sent.html).toContain("<h1>user 5</h1>");
    expect(shop.reads).toHaveLength(1);
    // Nothing was dehydrated before it was read: the browser reads it itself.
    take(sent, false);
    await waitFor(() => expect(shop.reads).toHaveLength(2));
    await screen.findByText("user 5");
  });
});
