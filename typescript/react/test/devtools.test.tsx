import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { problem, Reply } from "../../client/test/counterpart.ts";
import { MizanDevtools, type Scopes } from "../src/devtools.tsx";
import { MizanProvider } from "../src/index.ts";
import { counted, Name, Orders, Shop } from "./page.tsx";
import { emptyCart, openCartOptions, renameUser, UserContext, userOptions } from "./shop.ts";

let shop: Shop | undefined;

afterEach(async () => {
  cleanup();
  await shop?.close();
  shop = undefined;
});

const scopes: Scopes = {
  rename_user: [{ context: "user", tier: "argument", params: { user_id: "user_id" } }],
  empty_cart: [{ context: "open_cart", tier: "broad", params: {} }],
};

/** A page with the panel after what it watches, as people put it: what is below mounts first. */
async function opened(): Promise<Shop> {
  shop = await Shop.open();
  render(
    <StrictMode>
      {shop.page(
        <>
          <UserContext userId={5}>
            <Name />
            <Orders />
          </UserContext>
          <MizanDevtools scopes={scopes} />
        </>,
      )}
    </StrictMode>,
  );
  await screen.findByText("5 is user 5");
  const panel = await screen.findByRole("complementary", { name: "Mizan devtools" });
  act(() => within(panel).getByRole("button", { name: "Mizan" }).click());
  return shop;
}

const entries = () =>
  within(screen.getByRole("list", { name: "Calls and reads, the latest first" }))
    .queryAllByRole("listitem")
    .map((item) => item.textContent?.replace(/\d+ ms/, "… ms"));

describe("the panel", () => {
  it("says what a call dropped, by which tier, what it met, and why something was read", async () => {
    const { client, queryClient } = await opened();
    expect(entries()).toEqual(["read user(user_id: 5): shown for the first time, done in … ms"]);
    await act(() => queryClient.prefetchQuery(userOptions(client, { userId: 5, page: 2 })));
    await act(() => renameUser(client, { userId: 5, name: "Ada" }));
    await screen.findByText("5 is Ada");
    await waitFor(() => expect(entries()[1]).toContain("done"));
    expect(entries().slice(0, 2)).toEqual([
      "rename_userdropped user(user_id: 5) by its arguments, 2 queriesuser(user_id: 5) read againuser(page: 2, user_id: 5) forgotten",
      "read user(user_id: 5): `rename_user`, done in … ms",
    ]);
  });

  it("says what met nothing, what failed, and what nobody knows", async () => {
    const { client, server } = await opened();
    await act(() => emptyCart(client));
    expect(entries()[0]).toBe("empty_cartdropped open_cart by its context as a whole, which met no query");
    server.plan.functions = { empty_cart: () => problem(403, "FORBIDDEN", {}) };
    await act(() => emptyCart(client).catch(() => undefined));
    expect(entries()[0]).toBe("empty_cart failed: FORBIDDEN dropped nothing");
    server.plan.functions = { empty_cart: () => new Reply(502, "text/html", "") };
    await act(() => emptyCart(client).catch(() => undefined));
    expect(entries()[0]).toContain("empty_cart failed: NETWORKdropped *, 1 queryuser(user_id: 5) read again");
  });

  it("says of a read that was given up, or whose query was, that it was", async () => {
    shop = await Shop.open();
    const { queryClient, client } = shop;
    const page = (inside: ReactNode) =>
      (shop as Shop).page(
        <>
          {inside}
          <MizanDevtools initialOpen />
        </>,
      );
    const { rerender } = render(page(null));
    const gates = [shop.hold(), shop.hold()];
    rerender(
      page(
        <UserContext userId={5}>
          <Name />
        </UserContext>,
      ),
    );
    await waitFor(() => expect(entries()).toHaveLength(1));
    expect(entries()[0]).toContain("under way");
    rerender(page(null));
    await waitFor(() => expect(entries()[0]).toContain("given up"));
    const left = queryClient.fetchQuery(userOptions(client, { userId: 6 })).catch(() => undefined);
    await waitFor(() => expect(entries()).toHaveLength(2));
    act(() => queryClient.removeQueries({ queryKey: ["mizan", "user", { user_id: 6 }] }));
    await waitFor(() => expect(entries()[0]).toContain("given up"));
    for (const gate of gates) {
      gate.open();
    }
    await left;
  });

  it("says of a read that a call has cut that it was given up, and of the next one why it is", async () => {
    const page = await opened();
    const { client, queryClient } = page;
    const gate = page.hold();
    act(() => void queryClient.refetchQueries({ queryKey: ["mizan"] }));
    await waitFor(() => expect(entries()[0]).toContain("under way"));
    await act(() => renameUser(client, { userId: 5, name: "Ada" }));
    await screen.findByText("5 is Ada");
    gate.open();
    await waitFor(() => expect(entries()[1]).toContain("`rename_user`, done"));
    expect(entries()[2]).toContain("TanStack: mounted, focused, or asked for, given up");
  });

  it("blames a call for what its targets met alone, and tells of nothing that is not Mizan's", async () => {
    const { client, queryClient } = await opened();
    const end = client.onInvalidate((targets) => {
      // Somebody else's doing, in the same moment.
      void queryClient.prefetchQuery(openCartOptions(client));
      void queryClient.prefetchQuery({ queryKey: ["mine"], queryFn: async () => 1 });
      return targets.map(() => 0);
    });
    await act(() => renameUser(client, { userId: 5, name: "Ada" }));
    end();
    await screen.findByText("5 is Ada");
    await waitFor(() => expect(entries().filter((text) => text?.includes("done"))).toHaveLength(3));
    const [call, ...reads] = entries();
    expect(call).toBe(
      "rename_userdropped user(user_id: 5) by its arguments, 1 queryuser(user_id: 5) read again",
    );
    expect(reads).toContain("read open_cart: shown for the first time, done in … ms");
    expect(reads).toHaveLength(3);
    expect(queryClient.getQueryData(["mine"])).toBe(1);
  });

  it("says that a scope was broad where nothing is left of it", async () => {
    const { client, server } = await opened();
    const invalidate = [{ context: "user", params: {} }];
    server.plan.functions = { rename_user: () => ({ result: null, invalidate }) };
    await act(() => renameUser(client, { userId: 5, name: "x" }));
    expect(entries()[0]).toContain("dropped user by its context as a whole, 1 query");
  });

  it("keeps the latest two hundred, and listens no longer than it is there", async () => {
    shop = await Shop.open();
    const { client, listening } = counted(shop.client);
    const page = (inside: ReactNode) => (
      <StrictMode>
        <MizanProvider client={client} queryClient={(shop as Shop).queryClient}>
          {inside}
        </MizanProvider>
      </StrictMode>
    );
    const { rerender } = render(page(null));
    const before = listening.now;
    rerender(page(<MizanDevtools initialOpen />));
    expect(listening.now).toBe(before + 1);
    const failing = () => client.call("unknown", {}).catch(() => undefined);
    await act(() => Promise.all(Array.from({ length: 201 }, failing)));
    expect(entries()).toHaveLength(200);
    rerender(page(null));
    expect(listening.now).toBe(before);
  });

  it("blames no call for what is read for another reason, and forgets when it is told to", async () => {
    const { client, queryClient } = await opened();
    await act(() => emptyCart(client));
    await act(() => queryClient.refetchQueries({ queryKey: ["mizan"] }));
    expect(entries()[0]).toBe(
      "read user(user_id: 5): TanStack: mounted, focused, or asked for, done in … ms",
    );
    act(() => screen.getByRole("button", { name: "Clear" }).click());
    expect(entries()).toEqual([]);
  });
});

/** The page of an app that shows the panel, built by Vite for `mode`. */
async function build(mode: "development" | "production"): Promise<string> {
  const entry = fileURLToPath(new URL("entry.ts", import.meta.url));
  const script = `
    import { build } from "vite";
    const { output } = await build({
      configFile: false, logLevel: "silent",
      plugins: [{ name: "entry", enforce: "pre",
        resolveId: (id) => id === ${JSON.stringify(entry)} ? { id, moduleSideEffects: true } : undefined,
        load: (id) => id === ${JSON.stringify(entry)} ? 'export { MizanDevtools } from "@mizan/react/devtools"' : undefined }],
      build: { write: false, rolldownOptions: { input: ${JSON.stringify(entry)}, preserveEntrySignatures: "strict",
        external: /^(react|react\\/.*|@tanstack\\/.*|@mizan\\/client)$/ } },
    });
    process.stdout.write(output.map(({ code = "" }) => code).join(""));`;
  // A process of its own: by NODE_ENV Vite chooses the condition, and the tests' is neither.
  const run = promisify(execFile);
  const env = { ...process.env, NODE_ENV: mode };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
  return stdout;
}

it("a production build has nothing of it, a build for development all", async () => {
  const production = await build("production");
  expect(production).not.toContain("Mizan devtools");
  expect(production.length).toBeLessThanOrEqual(100);
  expect(await build("development")).toContain("Mizan devtools");
});
