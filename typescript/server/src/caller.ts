// The hash of what a caller may do, and a caller's id as a value of a param. It decides the text under the hash; how a
// caller is found is the adapter's business. The pages are `ir/protocol/caller.md` and `ir/protocol/cache_key.md`; twins are
// `mizan-core/src/caller.rs` and `python/mizan/caller.py`; the vectors are `permission_hash`.

import { createHash } from "node:crypto";
import { compareText, Judge, type Type, type TypeTable } from "@mizan/client/wire";
import type { Json } from "./canonicalJson.ts";
import { FORM } from "./form.ts";
import { canonicalScalar, plainType, spelled } from "./values.ts";

/** What a caller may do. */
export interface Rights {
  /** Whether the caller has the role `staff`. */
  readonly staff: boolean;
  /** Whether the caller has the role `superuser`. */
  readonly superuser: boolean;
  /** Permissions, and any role but `staff` and `superuser` as `role:<name>`. */
  readonly permissions: Iterable<string>;
}

/** The hash under which answers for one caller are kept: 64 hex digits. Permissions are a set, in any order. */
export function permissionHash({ staff, superuser, permissions }: Rights): string {
  const sorted = [...new Set(permissions)].sort(compareText);
  const text = `${Number(staff)}:${Number(superuser)}:${sorted.join(",")}`;
  return createHash("sha256").update(text).digest("hex");
}

/**
 * A caller's id as a value of `type`, in canonical form: what the identity tier puts into targets, and what `self` compares. It
 * has the query spelling of the type, a uuid in either case; undefined for an id that names none of its values.
 */
export function idAs(types: TypeTable, type: Type, id: string): Json | undefined {
  const plain = plainType(types, type);
  const text = plain.type === "uuid" ? id.toLowerCase() : id;
  const document = spelled(types, plain, text);
  return document !== undefined && new Judge(types, FORM).fits(plain, document)
    ? canonicalScalar(types, plain, document)
    : undefined;
}
