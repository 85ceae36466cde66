// The headers of one part of a form, and the name of its file. It decides what they say, and what a file may be called. The page is
// `ir/protocol/uploads.md`; twins are `mizan-core/src/multipart/head.rs` and `python/mizan/multipart.py`.

import { Refusal } from "./refusal.ts";

const LONGEST_NAME = 200;
const LONGEST_SUFFIX = 32;

/** What a file is called whose sender says nothing that could be a name. */
export const UNNAMED = "file";

/** What a part is that does not say (RFC 7578, 4.4). */
const NO_TYPE = "text/plain";

/** What the headers of a part say. */
export interface PartHead {
  readonly name: string;
  readonly filename: string | undefined;
  /** In lower case and without parameters. */
  readonly type: string;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
const LINE = new RegExp(`^(${TOKEN}+):([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)$`);
const MEDIA_TYPE = new RegExp(`^(${TOKEN}{1,127}/${TOKEN}{1,127})[ \\t]*(?:;.*)?$`, "s");
const PARAMETER = new RegExp(
  `;[ \\t]*(${TOKEN}+)=(?:"((?:[^"\\\\]|\\\\.)*)"|([^";,\\s\\\\]*))[ \\t]*`,
  "suy",
);

/**
 * Reads the headers of a part.
 *
 * @throws Refusal, `BAD_REQUEST`, with the rule that was broken.
 */
export function readHead(raw: Uint8Array): PartHead {
  const fields = new Map<string, string>();
  for (const line of decoded(raw, "the headers of a part are not in UTF-8").split("\r\n")) {
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw bad("a header of a part is none");
    }
    if (fields.has(name.toLowerCase())) {
      throw bad("a header of a part is there twice");
    }
    fields.set(name.toLowerCase(), trimmed(value));
  }
  const encoding = fields.get("content-transfer-encoding") ?? "binary";
  if (!["binary", "8bit", "7bit"].includes(encoding.toLowerCase())) {
    throw bad("a part is encoded; send its bytes as they are");
  }
  const said = fields.get("content-type") || NO_TYPE;
  const { name, filename } = readDisposition(fields.get("content-disposition") ?? "");
  const type = MEDIA_TYPE.exec(said)?.[1];
  if (type === undefined) {
    throw bad("the content type of a part is none");
  }
  return { name, filename, type: type.toLowerCase() };
}

function readDisposition(value: string): Pick<PartHead, "name" | "filename"> {
  const [kind = ""] = value.split(";", 1);
  if (trimmed(kind).toLowerCase() !== "form-data") {
    throw bad("a part is none of a form");
  }
  const said = new Map<string, string>();
  for (let at = kind.length; at < value.length; at = PARAMETER.lastIndex) {
    PARAMETER.lastIndex = at;
    const [, spelled, quoted, token = ""] = PARAMETER.exec(value) ?? [];
    const name = spelled?.toLowerCase();
    if (name === undefined || said.has(name)) {
      throw bad("the name of a part cannot be read");
    }
    // Only what would end the text is escaped: a path of Windows is sent as it is.
    said.set(name, quoted?.replace(/\\(["\\])/g, "$1") ?? token);
  }
  const name = said.get("name");
  if (name === undefined) {
    throw bad("a part has no name");
  }
  const extended = said.get("filename*");
  return { name, filename: extended === undefined ? said.get("filename") : readExtended(extended) };
}

/** `utf-8'<language>'<percent-encoded text>`. */
function readExtended(extended: string): string {
  const unreadable = "the file name of a part cannot be read";
  const [, text] = /^utf-8(?:'[^']*(?:'(.*))?)?$/is.exec(extended) ?? [undefined, undefined];
  if (!/^utf-8(?:'|$)/i.test(extended)) {
    throw bad(unreadable);
  }
  // What is no percent-encoding stays as it is.
  const bytes = Buffer.from(text ?? "").toString("latin1");
  const unquoted = bytes.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return decoded(Buffer.from(unquoted, "latin1"), unreadable);
}

// What no screen shows or what turns text around, as in the names of the IR.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a name must not have
  /[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * What a file is called: the last part of a path of either kind, without what no screen shows; never empty. At most 200 bytes in
 * UTF-8, of which what follows the last point has at most 32: file systems, and the columns in which names are kept, take no more.
 */
export function fileName(sent: string): string {
  const name = sent.replace(HIDDEN, "").split(/[/\\]/).at(-1)?.trim() ?? "";
  if (/^[. ]*$/.test(name)) {
    return UNNAMED;
  }
  const point = name.lastIndexOf(".");
  if (point <= 0) {
    return cut(name, LONGEST_NAME);
  }
  const suffix = cut(name.slice(point + 1), LONGEST_SUFFIX);
  const stem = cut(name.slice(0, point), LONGEST_NAME - Buffer.byteLength(suffix) - 1);
  return `${stem}.${suffix}`;
}

/** The first characters of `text`, of so many bytes at most. */
function cut(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) {
    return text;
  }
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) {
      break;
    }
    end += character.length;
  }
  return text.slice(0, end);
}

function trimmed(text: string): string {
  return text.replace(/^[ \t]+/, "").replace(/(?<![ \t])[ \t]+$/, "");
}

function decoded(bytes: Uint8Array, why: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw bad(why);
  }
}

function bad(why: string): Refusal {
  return new Refusal("BAD_REQUEST", why);
}
