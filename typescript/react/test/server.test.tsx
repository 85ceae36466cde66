import { createClient, fetchTransport, NetworkError } from "@mizan/client";
import { expect, it } from "vitest";
import { Counterpart, Gate, until } from "../../client/test/counterpart.ts";

// TanStack looks once, as it is loaded, whether there is a window.
Reflect.deleteProperty(globalThis, "window");
const { dehydrate, QueryClient } = await import("@tanstack/react-query");
const { renderToString } = await import("react-dom/server");
const { MizanProvider } = await import("../src/index.ts");
const { Name } = await import("./page.tsx");
const { schema, UserContext, userOptions } = await import("./shop.ts");

it("on a server nothing is tried again: who waits for the page waits for the first answer", async () => {
  let reads = 0;
  const client = createClient({
    transport: {
      call: () => expect.fail("nothing is called"),
      read: async () => {
        reads += 1;
        throw new NetworkError("no answer");
      },
    },
  });
  const queryClient = new QueryClient({ defaultOptions: { queries: { retryDelay: 1 } } });
  renderToString(
    <MizanProvider client={client} queryClient={queryClient}>
      {null}
    </MizanProvider>,
  );
  await expect(queryClient.fetchQuery(userOptions(client, { userId: 5 }))).rejects.toThrow("no answer");
  expect(reads).toBe(1);
});

it("who is rendered for side by side is shown and handed on what is his own, and hears nothing of the others", async () => {
  const held = new Map([1, 2].map((id) => [`s=${id}`, new Gate()]));
  const server = await Counterpart.start({
    contexts: {
      user: async (_params, { headers }) => {
        const cookie = String(headers.cookie);
        await held.get(cookie)?.passed;
        return { user_orders: [], user_profile: { id: 5, nick_name: `seen by ${cookie}` } };
      },
    },
    functions: { rename_user: () => ({ result: null, invalidate: ["*"] }) },
  });
  const render = async (cookie: string) => {
    const transport = fetchTransport({ schema, baseUrl: server.baseUrl, headers: { cookie } });
    const client = createClient({ transport });
    const queryClient = new QueryClient();
    await queryClient.prefetchQuery(userOptions(client, { userId: 5 }));
    const text = renderToString(
      <MizanProvider client={client} queryClient={queryClient}>
        <UserContext userId={5}>
          <Name />
        </UserContext>
      </MizanProvider>,
    );
    return { client, queryClient, text, state: JSON.stringify(dehydrate(queryClient)) };
  };
  const rendering = [...held.keys()].map(render);
  await until(() => server.paths("ctx/").length === 2);
  // The second is done while the first is still read.
  held.get("s=2")?.open();
  const second = await rendering[1];
  held.get("s=1")?.open();
  const first = await rendering[0];
  expect(first?.text).toContain("seen by s=1");
  expect(first?.state).not.toContain("s=2");
  expect(second?.text).toContain("seen by s=2");
  expect(second?.state).not.toContain("s=1");
  await first?.client.call("rename_user", {});
  first?.client.clear();
  expect(first?.queryClient.getQueryCache().getAll()).toEqual([]);
  expect(second?.queryClient.getQueryCache().getAll()).toHaveLength(1);
  await server.stop();
});
