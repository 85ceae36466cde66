// Files beside the arguments of a call: which argument each part is, and whether it may be. It decides by what is said of a part,
// its size and content type, and never sees the bytes. The pages are `ir/protocol/types.md`, "Files", and
// `ir/protocol/uploads.md`; the twin is `mizan-core/src/graph/uploading.rs`.

import { told } from "@mizan/client/wire";
import type { DocumentJudge } from "./faults.ts";
import { besideNull, type IrField, takesNull, uploadOf } from "./irModel.ts";
import type { JsonObject } from "./json.ts";
import type { FileLimit } from "./multipart.ts";

/** What is judged of a part. */
export interface Part {
  /** In bytes. */
  readonly size: number;
  /** What the sender says that it is. */
  readonly type: string;
}

/** An argument that is a file, or a list of files. */
export interface FileArgument {
  readonly name: string;
  readonly isList: boolean;
  /** It has no default and takes no null. A form has no null: absence is how it is written. */
  readonly required: boolean;
  readonly least: number;
  readonly most: number;
  readonly maxSize: number;
  readonly accept: readonly string[] | undefined;
}

/** What `field` takes, if it is a file argument. */
export function fileArgument(field: IrField): FileArgument | undefined {
  const upload = uploadOf(field);
  if (upload === undefined) {
    return undefined;
  }
  const { file, isList } = upload;
  const type = besideNull(field.type);
  const { min_length: least = 0, max_length: most = Infinity } = type.type === "list" ? type : {};
  return {
    name: field.name,
    isList,
    required: !("default" in field) && !takesNull(field.type),
    least,
    most,
    maxSize: file.max_size ?? Infinity,
    accept: file.accept,
  };
}

/** How much of such an argument's parts is read. */
export function fileLimit({ isList, required, least, most, maxSize }: FileArgument): FileLimit {
  return { many: isList, most, maxSize, required: required && (!isList || least > 0) };
}

/** Files by argument: one, a list of them, or null where there is none and need not be one. */
export type Files<File> = ReadonlyMap<string, File | readonly File[] | null>;

/**
 * The files of a call, from its `parts` by name. A value of a file argument among `args`, the rest of the call, is a fault; so is a
 * part that is no file argument's.
 */
export function placed<File extends Part>(
  files: readonly FileArgument[],
  args: JsonObject,
  parts: ReadonlyMap<string, readonly File[]>,
  judge: DocumentJudge,
): Files<File> {
  for (const name of parts.keys()) {
    if (!files.some((file) => file.name === name)) {
      judge.add({ path: ["args", told(name)], code: "unknown" });
    }
  }
  const found = new Map<string, File | readonly File[] | null>();
  for (const file of files) {
    if (args.has(file.name)) {
      judge.add({ path: ["args", file.name], code: "type" });
    } else {
      found.set(file.name, placedOne(file, parts.get(file.name) ?? [], judge));
    }
  }
  return found;
}

function placedOne<File extends Part>(
  file: FileArgument,
  parts: readonly File[],
  judge: DocumentJudge,
): File | readonly File[] | null {
  const path = ["args", file.name];
  const [first] = parts;
  if (!file.isList) {
    if (first === undefined) {
      if (file.required) {
        judge.add({ path, code: "missing" });
      }
      return null;
    }
    if (parts.length > 1) {
      judge.add({ path, code: "type" });
    } else {
      judgePart(file, first, path, judge);
    }
    return first;
  }
  if (first === undefined && !file.required) {
    return null;
  }
  if (parts.length < file.least || parts.length > file.most) {
    judge.add({ path, code: "length" });
  }
  if (parts.length <= file.most) {
    for (const [index, part] of parts.entries()) {
      judgePart(file, part, [...path, index], judge);
    }
  }
  return parts;
}

function judgePart(
  { maxSize, accept }: FileArgument,
  { size, type }: Part,
  path: readonly (string | number)[],
  judge: DocumentJudge,
): void {
  if (size > maxSize) {
    judge.add({ path, code: "length" });
  }
  const [essence = ""] = type.split(";");
  const named = essence.trim().toLowerCase();
  const isAccepted = (each: string) =>
    each.endsWith("*") ? named.startsWith(each.slice(0, -1)) && named.length >= each.length : named === each;
  if (accept !== undefined && !accept.some(isAccepted)) {
    judge.add({ path, code: "enum" });
  }
}
