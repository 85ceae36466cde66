import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient, type Transport } from "@mizan/client";
import { QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import { until } from "../../client/test/counterpart.ts";
import { MizanProvider } from "../src/index.ts";
import { counted, Name } from "./page.tsx";
import { renameUser, UserContext, userOptions } from "./shop.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const transport: Transport = {
  call: async () => ({ result: null, invalidate: ["user"] }),
  read: async () => ({ user_orders: [], user_profile: { id: 5, nick_name: "x" } }),
};

/** Renders as a server does: a query client for the request, which nobody holds when the text is there. */
async function request(client: ReturnType<typeof createClient>, page: ReactNode) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Number.POSITIVE_INFINITY } } });
  await queryClient.prefetchQuery(userOptions(client, { userId: 5 }));
  const text = renderToString(
    <MizanProvider client={client} queryClient={queryClient}>
      {page}
    </MizanProvider>,
  );
  return { text, queryClient: new WeakRef(queryClient) };
}

it("a client that outlives a request keeps neither its cache nor a listener for it", async () => {
  const { client, listening } = counted(createClient({ transport }));
  const page = (
    <UserContext userId={5}>
      <Name />
    </UserContext>
  );
  const { text, queryClient } = await request(client, page);
  expect(text).toContain("x");
  expect(listening.now).toBe(2);
  await until(() => {
    collect();
    return queryClient.deref() === undefined && listening.now === 0;
  });
  await renameUser(client, { userId: 5, name: "y" });
});

it("a cache that somebody holds hears on, however often garbage is collected", async () => {
  const { client, listening } = counted(createClient({ transport }));
  const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Number.POSITIVE_INFINITY } } });
  await queryClient.prefetchQuery(userOptions(client, { userId: 5 }));
  renderToString(
    <MizanProvider client={client} queryClient={queryClient}>
      {null}
    </MizanProvider>,
  );
  for (let turn = 0; turn < 10; turn += 1) {
    collect();
    await new Promise((next) => setImmediate(next));
  }
  expect(listening.now).toBe(2);
  await renameUser(client, { userId: 5, name: "y" });
  expect(queryClient.getQueryCache().getAll()).toEqual([]);
});
