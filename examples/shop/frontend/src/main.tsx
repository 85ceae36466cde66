/** Begins. */

import { MizanProvider } from "@mizan/react";
import { MizanDevtools } from "@mizan/react/devtools";
import { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { client } from "./client.ts";
import { scopes } from "./mizan/mizan.devtools.ts";
import { Shop } from "./shop.tsx";
import "./styles/base.css";
import "./styles/floor.css";
import "./styles/goods.css";
import "./styles/customer.css";
import "./styles/wire.css";

// Nothing grows old by itself here: what is on the screen is true until the server says otherwise.
const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: false },
  },
});

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element `root`");
createRoot(root).render(
  <StrictMode>
    <MizanProvider client={client} queryClient={queryClient}>
      <Shop />
      {import.meta.env.DEV && <MizanDevtools scopes={scopes} />}
    </MizanProvider>
  </StrictMode>,
);
