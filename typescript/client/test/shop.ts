// Definitions as the generator would write them, for the tests.

import { type DateTime, defineContext, defineFunction, type Uuid } from "../src/index.ts";

export const schema = "0123456789abcdef";

export interface Profile {
  id: number;
  nick_name: string;
}

export interface UserParams {
  userId: number;
  page?: number;
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

export interface SearchParams {
  after?: DateTime | null;
  exact?: boolean;
  q: string;
  tags?: string[];
  token?: Uuid;
}

export const search = defineContext<SearchParams, { found: string[] }>(
  "search",
  ["after", "exact", "q", "tags", "token"],
  ["found"],
);

export const cart = defineContext<Record<string, never>, { total: number }>("cart", [], ["total"]);

export interface RenameUserArgs {
  name: string;
  userId: number;
}

export const renameUser = defineFunction<RenameUserArgs, Profile>("rename_user", ["name", "user_id"]);

export const emptyCart = defineFunction<Record<string, never>, null>("empty_cart", []);

export interface NoteArgs {
  text?: string | null;
}

/** All optional, and one wire name whose camelCase every object inherits. */
export const note = defineFunction<NoteArgs, string>("note", ["text", "to_string"]);
