import { createClient, NetworkError } from "@mizan/client";
import { expect, it } from "vitest";

// TanStack looks once, as it is loaded, whether there is a window.
Reflect.deleteProperty(globalThis, "window");
const { QueryClient } = await import("@tanstack/react-query");
const { renderToString } = await import("react-dom/server");
const { MizanProvider } = await import("../src/index.ts");
const { userOptions } = await import("./shop.ts");

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
