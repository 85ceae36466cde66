import { expect, it } from "vitest";
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
