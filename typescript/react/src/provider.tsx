// Which client a part of the page talks to. It joins the client to the query client and decides nothing else.

import type { Client } from "@mizan/client";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type JSX, type ReactNode, useContext } from "react";
import { join } from "./join.ts";

const ClientContext = createContext<Client | undefined>(undefined);

/** What {@link MizanProvider} takes. */
export interface MizanProviderProps {
  /** One for the page; on a server, one for each request. */
  readonly client: Client;
  /** Bears what is read. One query client belongs to one client; other queries may live in it too. */
  readonly queryClient: QueryClient;
  /** What may use both. */
  readonly children?: ReactNode;
}

/**
 * Lets everything inside use `client`, with `queryClient` as its cache (also for TanStack's own hooks). The cache follows
 * what mutations drop from the first render on, even while the provider is not mounted.
 */
export function MizanProvider({ client, queryClient, children }: MizanProviderProps): JSX.Element {
  // Not an effect: what is inside may read and mutate before this component's effects run.
  join(client, queryClient);
  return (
    <ClientContext.Provider value={client}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </ClientContext.Provider>
  );
}

/**
 * The client, for calls that are no mutation of this page's.
 *
 * @throws Error outside of a {@link MizanProvider}.
 */
export function useMizanClient(): Client {
  const client = useContext(ClientContext);
  if (!client) {
    throw new Error("useMizanClient needs <MizanProvider>");
  }
  return client;
}
