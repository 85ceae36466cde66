// Who asks. It decides what is known of a caller; how one is found is the app's own. The page is `ir/protocol/caller.md`; twins are
// `python/mizan/caller.py` and `mizan-core/src/caller.rs`.

import { permissionHash } from "./caller.ts";

/** Somebody. */
export interface Caller {
  /** Unique over all ways of identity; never empty. */
  readonly id: string;
  /** Of which `staff` and `superuser` are Mizan's own words. */
  readonly roles: ReadonlySet<string>;
  /** The permission hash, by which answers for this caller are kept. */
  readonly permissions: string;
}

/**
 * Somebody of this id, with these roles (`"staff"`, `"superuser"` and the app's own) and permissions.
 *
 * @throws TypeError if the id is empty: nobody is undefined.
 */
export function caller(
  id: string,
  of: { readonly roles?: Iterable<string>; readonly permissions?: Iterable<string> } = {},
): Caller {
  if (typeof id !== "string" || id === "") {
    throw new TypeError("the id of a caller is text, and not empty; nobody is undefined");
  }
  const roles = new Set(of.roles);
  let hash: string | undefined;
  const granted = () => {
    const others = [...roles].filter((role) => role !== "staff" && role !== "superuser");
    return permissionHash({
      staff: roles.has("staff"),
      superuser: roles.has("superuser"),
      permissions: [...(of.permissions ?? []), ...others.map((role) => `role:${role}`)],
    });
  };
  return {
    id,
    roles,
    // Seldom asked for.
    get permissions() {
      hash ??= granted();
      return hash;
    },
  };
}
