import { expect, it } from "vitest";
import { defineContext } from "../src/index.ts";
import { renameUser, search, user } from "./shop.ts";

it("equal queries have equal params by wire name", () => {
  expect(user.wireParams({ userId: 5 })).toEqual({ user_id: 5 });
  expect(search.wireParams({ q: "", after: null, tags: [] })).toEqual({ q: "" });
  expect(search.wireParams({ q: "", exact: false, tags: ["a"] })).toEqual({
    q: "",
    exact: false,
    tags: ["a"],
  });
});

it("definitions know their wire names", () => {
  expect([user.wireName, renameUser.wireName]).toEqual(["user", "rename_user"]);
});

it("a default is left out, by its spelling, so that one query has one name", () => {
  const goods = defineContext<
    { page?: number; q?: string; sort?: string; sold?: boolean; tags?: string[] },
    { list: null }
  >("goods", ["page=1", "q=", "sold=false", "sort=by%20name", "tags"], ["list"]);
  expect(goods.wireParams({ page: 1, q: "", sold: false, sort: "by name" })).toEqual({});
  expect(goods.wireParams({ page: 2, sold: true, sort: "by", tags: ["1"] })).toEqual({
    page: 2,
    sold: true,
    sort: "by",
    tags: ["1"],
  });
});
