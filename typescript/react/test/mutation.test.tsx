import { NetworkError, type Progress } from "@mizan/client";
import { onlineManager, useMutation } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Gate, problem, Reply } from "../../client/test/counterpart.ts";
import { MizanProvider, useMizanClient } from "../src/index.ts";
import { counted, Name, Shop } from "./page.tsx";
import {
  OpenCartContext,
  renameUserOptions,
  UserContext,
  useEmptyCart,
  useRenameUser,
  useSetPicture,
  useTotal,
} from "./shop.ts";

let shop: Shop;

afterEach(async () => {
  cleanup();
  onlineManager.setOnline(true);
  await shop.close();
});

describe("a mutation's hook", () => {
  it("runs the function and has what it dropped read anew", async () => {
    shop = await Shop.open();
    let rename: ReturnType<typeof useRenameUser> | undefined;
    function Form() {
      rename = useRenameUser();
      return <p>{rename.status}</p>;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <Name />
          <Form />
        </UserContext>,
      ),
    );
    await screen.findByText("5 is user 5");
    act(() => rename?.mutate({ userId: 5, name: "Ada" }));
    await screen.findByText("5 is Ada");
    await screen.findByText("success");
    expect(shop.server.asked.find(({ path }) => path.startsWith("call/"))?.body).toBe(
      '{"args":{"name":"Ada","user_id":5}}',
    );
  });

  it("sends files as the function does, and has what it dropped read anew", async () => {
    shop = await Shop.open();
    const progress: Progress[] = [];
    let set: ReturnType<typeof useSetPicture> | undefined;
    function Form() {
      set = useSetPicture({ onProgress: (at) => progress.push(at) });
      return <p>{set.status}</p>;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <Name />
          <Form />
        </UserContext>,
      ),
    );
    await screen.findByText("5 is user 5");
    act(() => set?.mutate({ userId: 5, picture: new File(["x"], "Grace", { type: "image/png" }) }));
    await screen.findByText("5 is Grace");
    await screen.findByText("success");
    const { form } = shop.server.asked.find(({ path }) => path.startsWith("call/")) ?? {};
    expect([...(form?.keys() ?? [])]).toEqual(["args", "picture"]);
    const last = progress.at(-1);
    expect(last?.total).toBeGreaterThan(100);
    expect(last?.sent).toBe(last?.total);
  });

  it("takes nothing where the function has no arguments", async () => {
    shop = await Shop.open();
    shop.total = 7;
    function Cart() {
      const { mutate } = useEmptyCart();
      return (
        <button type="button" onClick={() => mutate()}>
          total {useTotal().data}
        </button>
      );
    }
    render(
      shop.page(
        <OpenCartContext>
          <Cart />
        </OpenCartContext>,
      ),
    );
    (await screen.findByText("total 7")).click();
    await screen.findByText("total 0");
  });

  it("gives the server's refusal, and what the page asked TanStack for", async () => {
    shop = await Shop.open();
    const errors = [{ path: ["args", "name"], code: "length" }];
    shop.server.plan.functions = { rename_user: () => problem(422, "INVALID", { errors }) };
    const told: unknown[] = [];
    let rename: ReturnType<typeof useRenameUser> | undefined;
    function Form() {
      rename = useRenameUser({ onError: (error, variables) => told.push(error.code, variables.name) });
      return <p>{rename.error?.code}</p>;
    }
    render(shop.page(<Form />));
    act(() => rename?.mutate({ userId: 5, name: "" }));
    await screen.findByText("INVALID");
    expect(rename?.error).toMatchObject({ errors });
    expect(told).toEqual(["INVALID", ""]);
    shop.server.plan.functions = { rename_user: () => new Reply(502, "text/html", "") };
    act(() => rename?.mutate({ userId: 5, name: "x" }));
    await screen.findByText("NETWORK");
    expect(rename?.error).toBeInstanceOf(NetworkError);
  });

  it("runs its own function, whatever an untyped caller puts beside it", async () => {
    shop = await Shop.open();
    let rename: ReturnType<typeof useRenameUser> | undefined;
    const mine = { mutationKey: ["mine"], mutationFn: async () => "mine" };
    function Form() {
      rename = useRenameUser(mine as object);
      return <p>{rename.status}</p>;
    }
    render(shop.page(<Form />));
    act(() => rename?.mutate({ userId: 5, name: "Ada" }));
    await screen.findByText("success");
    expect(shop.names.get("5")).toBe("Ada");
    expect(shop.queryClient.getMutationCache().find({ mutationKey: ["mizan", "rename_user"] })).toBeDefined();
  });

  it("listens to the client no longer than it is on the screen", async () => {
    shop = await Shop.open();
    const { client, listening } = counted(shop.client);
    function Form() {
      useRenameUser();
      return null;
    }
    const page = (inside: ReactNode) => (
      <MizanProvider client={client} queryClient={shop.queryClient}>
        {inside}
      </MizanProvider>
    );
    const { rerender } = render(page(null));
    const before = listening.now;
    rerender(page(<Form />));
    expect(listening.now).toBe(before + 1);
    rerender(page(null));
    expect(listening.now).toBe(before);
  });

  it("outside of a provider says which one it needs", async () => {
    shop = await Shop.open();
    vi.spyOn(console, "error").mockImplementation(() => {});
    function Form() {
      useRenameUser();
      return null;
    }
    expect(() => render(<Form />)).toThrow("useMizanClient needs <MizanProvider>");
    vi.restoreAllMocks();
  });

  it("is what its options make of TanStack's own hook", async () => {
    shop = await Shop.open();
    let rename: (() => Promise<unknown>) | undefined;
    function Form() {
      const { mutateAsync } = useMutation(renameUserOptions(useMizanClient()));
      rename = () => mutateAsync({ userId: 5, name: "Ada" });
      return null;
    }
    render(shop.page(<Form />));
    await act(async () => rename?.());
    expect(shop.names.get("5")).toBe("Ada");
    expect(shop.queryClient.getMutationCache().find({ mutationKey: ["mizan", "rename_user"] })).toBeDefined();
  });
});

describe("clear", () => {
  it("empties what mutations show, but for one that is running", async () => {
    shop = await Shop.open();
    const gate = new Gate();
    shop.server.plan.functions = {
      rename_user: () => ({ result: { id: 5, nick_name: "the first one's" }, invalidate: [] }),
      empty_cart: () => gate.passed.then(() => ({ result: null, invalidate: [] })),
    };
    let rename: ReturnType<typeof useRenameUser> | undefined;
    let empty: ReturnType<typeof useEmptyCart> | undefined;
    function Forms() {
      rename = useRenameUser();
      empty = useEmptyCart();
      return (
        <p>
          {rename.data?.nick_name ?? "nothing"}, {empty.status}
        </p>
      );
    }
    render(shop.page(<Forms />));
    act(() => rename?.mutate({ userId: 5, name: "x" }));
    await screen.findByText("the first one's, idle");
    act(() => empty?.mutate());
    await screen.findByText("the first one's, pending");
    act(() => shop.client.clear());
    await screen.findByText("nothing, pending");
    expect(shop.queryClient.getMutationCache().getAll()).toHaveLength(1);
    gate.open();
    await screen.findByText("nothing, success");
  });

  it("leaves alone the mutations that are not Mizan's", async () => {
    shop = await Shop.open();
    let mine: (() => void) | undefined;
    function Form() {
      const { mutate, data } = useMutation({ mutationKey: ["mine"], mutationFn: async () => "done" });
      mine = () => mutate();
      return <p>mine {data}</p>;
    }
    render(shop.page(<Form />));
    act(() => mine?.());
    await screen.findByText("mine done");
    act(() => shop.client.clear());
    await screen.findByText("mine done");
    expect(shop.queryClient.getMutationCache().findAll({ mutationKey: ["mine"] })).toHaveLength(1);
  });

  it("keeps the callbacks of the mutation that called for it", async () => {
    shop = await Shop.open();
    const told: string[] = [];
    let signIn: (() => void) | undefined;
    function Form() {
      const { mutate } = useEmptyCart({
        onSuccess: () => {
          shop.client.clear();
          told.push("cleared");
        },
      });
      signIn = () => mutate(undefined, { onSuccess: () => told.push("gone home") });
      return null;
    }
    render(shop.page(<Form />));
    act(() => signIn?.());
    await waitFor(() => expect(told).toEqual(["cleared", "gone home"]));
  });

  it("forgets what waits for the network, which would run as somebody else", async () => {
    shop = await Shop.open();
    onlineManager.setOnline(false);
    let rename: ReturnType<typeof useRenameUser> | undefined;
    function Form() {
      rename = useRenameUser();
      return <p>{rename.isPaused ? "waits" : rename.status}</p>;
    }
    render(shop.page(<Form />));
    act(() => rename?.mutate({ userId: 5, name: "x" }));
    await screen.findByText("waits");
    act(() => shop.client.clear());
    await screen.findByText("idle");
    onlineManager.setOnline(true);
    await act(() => shop.queryClient.resumePausedMutations());
    expect(shop.server.paths("call/")).toEqual([]);
  });
});
