// Definitions as the generator would write them, for the tests: what stands in `mizan.ts`, and in `mizan.react.ts`.

import { type DomainError, defineContext, defineFunction } from "@mizan/client";
import { defineUpload } from "@mizan/client/upload";
import {
  contextOptions,
  contextProvider,
  memberHook,
  mutationHook,
  mutationOptionsFor,
} from "../src/index.ts";

export const schema = "0123456789abcdef";

export interface Profile {
  id: number;
  nick_name: string;
}

export interface UserParams {
  userId: number;
  page?: number | null;
}

export interface UserBundle {
  userOrders: string[];
  userProfile: Profile;
}

export const user = defineContext<UserParams, UserBundle>(
  "user",
  ["page", "user_id"],
  ["user_orders", "user_profile"],
);
export const openCart = defineContext<Record<string, never>, { total: number }>("open_cart", [], ["total"]);
export const renameUser = defineFunction<{ name: string; userId: number }, Profile>("rename_user", [
  "name",
  "user_id",
]);
export const setPicture = defineUpload<{ picture: File | Blob; userId: number }, null>(
  "set_picture",
  ["picture", "user_id"],
  ["picture"],
);
export const emptyCart = defineFunction<Record<string, never>, null>("empty_cart", []);
export type OutOfStock = DomainError<"OUT_OF_STOCK", { pieces: number }>;
export const placeOrder = defineFunction<{ productId: number }, Profile, OutOfStock>("place_order", [
  "product_id",
]);
export const stock = defineContext<Record<string, never>, { left: number }, OutOfStock>(
  "stock",
  [],
  ["left"],
);

export const UserContext = contextProvider(user);
export const userOptions = contextOptions(user);
export const useUserOrders = memberHook(user, "userOrders");
export const useUserProfile = memberHook(user, "userProfile");
export const OpenCartContext = contextProvider(openCart);
export const openCartOptions = contextOptions(openCart);
export const useTotal = memberHook(openCart, "total");
export const renameUserOptions = mutationOptionsFor(renameUser);
export const useSetPicture = mutationHook(setPicture);
export const useRenameUser = mutationHook(renameUser);
export const useEmptyCart = mutationHook(emptyCart);
export const placeOrderOptions = mutationOptionsFor(placeOrder);
export const usePlaceOrder = mutationHook(placeOrder);
export const stockOptions = contextOptions(stock);
export const useLeft = memberHook(stock, "left");
