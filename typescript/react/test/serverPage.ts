// A page that a server renders and a browser takes over, for `hydration.test.tsx`. Without JSX, since Node runs it as it is;
// the packages come as parameters, since the two sides load them in ways of their own.

import type * as client from "@mizan/client";
import type * as query from "@tanstack/react-query";
import type * as react from "react";
import type * as mizan from "../src/index.ts";

interface Profile {
  readonly nick_name: string;
}

/** What both sides load. */
export interface Packages {
  readonly client: typeof client;
  readonly mizan: typeof mizan;
  readonly query: typeof query;
  readonly react: typeof react;
}

/** The page, its client and its cache. */
export function open({ client, mizan, query, react }: Packages, baseUrl: string) {
  const user = client.defineContext<{ userId: number }, { userProfile: Profile; userOrders: string[] }>(
    "user",
    ["user_id"],
    ["user_orders", "user_profile"],
  );
  const UserContext = mizan.contextProvider(user);
  const useProfile = mizan.suspenseHook(user, "userProfile");
  const useOrders = mizan.memberHook(user, "userOrders");
  const userOptions = mizan.contextOptions(user);
  const transport = client.fetchTransport({ schema: undefined, baseUrl });
  const mizanClient = client.createClient({ transport });
  const queryClient = new query.QueryClient();

  function Name() {
    return react.createElement("h1", null, useProfile().data.nick_name);
  }

  function Orders() {
    return react.createElement("p", null, useOrders().data?.join(", ") ?? "none yet");
  }

  function page(state: unknown) {
    return react.createElement(
      mizan.MizanProvider,
      { client: mizanClient, queryClient },
      react.createElement(
        query.HydrationBoundary,
        { state: state as query.DehydratedState },
        react.createElement(
          UserContext,
          { userId: 5 },
          react.createElement(
            react.Suspense,
            { fallback: "waiting" },
            react.createElement(Name),
            react.createElement(Orders),
          ),
        ),
      ),
    );
  }

  return { client: mizanClient, queryClient, options: userOptions(mizanClient, { userId: 5 }), page };
}
