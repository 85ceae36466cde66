// What must not compile, and what must. It is checked by `tsc` and never run.

import type { Client, Failure } from "@mizan/client";
import { type QueryClient, useMutation, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import {
  OpenCartContext,
  openCartOptions,
  type Profile,
  placeOrderOptions,
  renameUserOptions,
  stockOptions,
  UserContext,
  useEmptyCart,
  useLeft,
  usePlaceOrder,
  useRenameUser,
  userOptions,
  useTotal,
  useUserProfile,
} from "./shop.ts";

export function Accepted({ client, queryClient }: { client: Client; queryClient: QueryClient }) {
  const { data, error } = useUserProfile();
  const profile: Profile | undefined = data;
  const failure: Failure | null = error;
  const id: number | undefined = useUserProfile({ select: (it) => it.id }).data;
  const total: number | undefined = useTotal().data;
  const rename = useRenameUser({ onSuccess: (it, { name }) => console.warn(it.nick_name, name) });
  rename.mutate({ userId: 5, name: "x" }, { onError: (it) => console.warn(it.code) });
  const renamed: Promise<Profile> = rename.mutateAsync({ userId: 5, name: "x" });
  useEmptyCart().mutate();
  const bundle = useSuspenseQuery(userOptions(client, { userId: 5 })).data;
  const orders: string[] = bundle.userOrders;
  const cached: number | undefined = queryClient.getQueryData(openCartOptions(client).queryKey)?.total;
  const nick: string | undefined = useQuery({
    ...userOptions(client, { userId: 5 }),
    select: (it) => it.userProfile,
  }).data?.nick_name;
  renameUserOptions(client).mutationFn({ userId: 5, name: "x" });
  return (
    <UserContext userId={5} page={null}>
      <OpenCartContext>
        {[profile, failure, id, total, renamed, orders, cached, nick].length}
        <UserContext userId={6} />
      </OpenCartContext>
    </UserContext>
  );
}

export function DomainErrors({ client }: { client: Client }) {
  const { error } = usePlaceOrder();
  const others = [
    useMutation(placeOrderOptions(client)).error,
    useQuery(stockOptions(client)).error,
    useLeft().error,
    error,
  ];
  const order = usePlaceOrder({
    onError: (it) => console.warn(it.code === "OUT_OF_STOCK" && it.data.pieces.toFixed()),
  });
  order.mutate({ productId: 5 }, { onError: (it) => console.warn(it.code === "NETWORK" && it.sent) });
  const failure: Failure | null = useRenameUser().error;
  const pieces = others.map((it): number => (it?.code === "OUT_OF_STOCK" ? it.data.pieces : 0));
  return error?.code === "OUT_OF_STOCK" ? error.data.pieces : (failure?.code ?? pieces.length);
}

export function WrongErrors({ client }: { client: Client }) {
  const { error } = usePlaceOrder();
  const renaming = useRenameUser().error;
  return [
    // @ts-expect-error: nobody knows yet which it is
    error?.data.pieces,
    // @ts-expect-error: the function raises nothing of that code
    error?.code === "SOLD_OUT",
    // @ts-expect-error: the function raises nothing
    renaming?.code === "OUT_OF_STOCK",
    // @ts-expect-error: nor does its mutation
    useMutation(renameUserOptions(client)).error?.code === "OUT_OF_STOCK",
    // @ts-expect-error: nor the context
    useUserProfile().error?.code === "OUT_OF_STOCK",
  ];
}

export function Refused({ client }: { client: Client }) {
  const rename = useRenameUser();
  // @ts-expect-error: args are required
  rename.mutate();
  // @ts-expect-error: `userId` is required
  rename.mutate({ name: "x" });
  // @ts-expect-error: there is no such arg
  rename.mutate({ userId: 5, name: "x", nick: "y" });
  // @ts-expect-error: there are no args
  useEmptyCart().mutate({ userId: 5 });
  // @ts-expect-error: params are required
  userOptions(client);
  // @ts-expect-error: an id is no text
  userOptions(client, { userId: "5" });
  // @ts-expect-error: there are no params
  openCartOptions(client, { userId: 5 });
  // @ts-expect-error: there is no such field
  useUserProfile().data?.nickName;
  // @ts-expect-error: data may not be there yet
  useUserProfile().data.id;
  // @ts-expect-error: a hook's function is its own
  useRenameUser({ mutationFn: async () => null });
  return (
    <>
      {/* @ts-expect-error: `userId` is required */}
      <UserContext />
      {/* @ts-expect-error: an id is no text */}
      <UserContext userId="5" />
      {/* @ts-expect-error: there is no such param */}
      <UserContext userId={5} pages={1} />
      {/* @ts-expect-error: there are no params */}
      <OpenCartContext userId={5} />
    </>
  );
}
