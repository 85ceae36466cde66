// A page on a real server, for the tests: what the server knows, and the parts that show it.

import { type Client, createClient, fetchTransport } from "@mizan/client";
import { QueryClient, type QueryClientConfig } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Counterpart, Gate, type Plan } from "../../client/test/counterpart.ts";
import { MizanProvider } from "../src/index.ts";
import { schema, useUserOrders, useUserProfile } from "./shop.ts";

/** A server that knows users by id, and answers reads as they were when they came, once `slow` lets them through. */
export class Shop {
  readonly names = new Map<string, string>();
  orders: string[] = ["A-1"];
  total = 0;
  /** Each read that comes waits for the next of these, if there is one. */
  readonly slow: Gate[] = [];
  readonly client: Client;
  readonly queryClient: QueryClient;

  private constructor(
    readonly server: Counterpart,
    config: QueryClientConfig,
  ) {
    this.client = createClient({ transport: fetchTransport({ baseUrl: server.baseUrl, schema }) });
    this.queryClient = new QueryClient(config);
  }

  static async open(config: QueryClientConfig = {}): Promise<Shop> {
    const plan: Plan = {};
    const shop = new Shop(await Counterpart.start(plan), config);
    const wait = async <T,>(answer: T): Promise<T> => {
      await shop.slow.shift()?.passed;
      return answer;
    };
    plan.contexts = {
      user: (params) => {
        const id = params.get("user_id") ?? "";
        const profile = { id: Number(id), nick_name: shop.names.get(id) ?? `user ${id}` };
        return wait({ user_orders: [...shop.orders], user_profile: profile });
      },
      open_cart: () => wait({ total: shop.total }),
    };
    plan.functions = {
      rename_user: ({ user_id, name }) => {
        shop.names.set(String(user_id), String(name));
        return { result: null, invalidate: [{ context: "user", params: { user_id } }] };
      },
      set_picture: ({ user_id }, { form }) => {
        const file = form?.get("picture");
        shop.names.set(String(user_id), file instanceof File ? file.name : "no file");
        return { result: null, invalidate: [{ context: "user", params: { user_id } }] };
      },
      empty_cart: () => {
        shop.total = 0;
        return { result: null, invalidate: ["open_cart"] };
      },
    };
    return shop;
  }

  /** Lets the next read wait; the answer lets it through. */
  hold(): Gate {
    const gate = new Gate();
    this.slow.push(gate);
    return gate;
  }

  /** The reads that came so far. */
  get reads(): string[] {
    return this.server.paths("ctx/");
  }

  page(children: ReactNode) {
    return (
      <MizanProvider client={this.client} queryClient={this.queryClient}>
        {children}
      </MizanProvider>
    );
  }

  async close(): Promise<void> {
    this.queryClient.clear();
    await this.server.stop();
  }
}

/** A client that counts who listens to it. */
export function counted(client: Client) {
  const ends = new Set<() => void>();
  const count = (end: () => void) => {
    const leave = () => {
      ends.delete(leave);
      end();
    };
    ends.add(leave);
    return leave;
  };
  return {
    listening: {
      get now() {
        return ends.size;
      },
    },
    client: {
      ...client,
      onInvalidate: (listener) => count(client.onInvalidate(listener)),
      onClear: (listener) => count(client.onClear(listener)),
      onHear: (listener) => count(client.onHear(listener)),
    } satisfies Client,
  };
}

/** Shows a user's name, or how far it is. */
export function Name({ onRender }: { onRender?: () => void }) {
  const { data, error } = useUserProfile();
  onRender?.();
  return <p>{error ? `error ${error.code}` : data ? `${data.id} is ${data.nick_name}` : "loading"}</p>;
}

/** Shows a user's orders, or how far they are. */
export function Orders({ onRender }: { onRender?: () => void }) {
  const { data } = useUserOrders();
  onRender?.();
  return <p>{data ? `orders ${data.join(", ")}` : "loading"}</p>;
}
