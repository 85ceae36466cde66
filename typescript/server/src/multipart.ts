// The parts of a `multipart/form-data` body, taken apart as they come: no I/O, and no more in memory than a chunk, the part `args`
// apart. It decides what is a body of a call with files and when reading it ends; where a file's bytes are kept is the host's to say,
// and what a file argument takes when all has come is judged by `graph.ts`. The page is `ir/protocol/uploads.md`; twins are
// `python/mizan/multipart.py` and `mizan-core/src/multipart.rs`.

import { type FaultCode, type Path, told } from "@mizan/client/wire";
import { fileName, type PartHead, readHead } from "./multipartHead.ts";
import { Refusal } from "./refusal.ts";

/** The part that holds the other arguments, as JSON. */
const ARGS = "args";

/** Parts of one body, `args` among them. */
export const MOST_PARTS = 100;

const LONGEST_HEAD = 4096;

/** What a file argument takes. */
export interface FileLimit {
  /** A list of files. */
  readonly many: boolean;
  /** How many, of a list. */
  readonly most: number;
  /** Bytes of each. */
  readonly maxSize: number;
  /** A call without one is wrong, so that its body must be a form. */
  readonly required: boolean;
}

/** How much of a body is read. */
export interface Limits {
  /** What separates the parts. */
  readonly boundary: string;
  /** Bytes of all of it. */
  readonly total: number;
  /** Bytes of the part `args`. */
  readonly args: number;
  /** The file arguments by wire name. */
  readonly files: ReadonlyMap<string, FileLimit>;
}

/** What the next bytes of a body tell. */
export type FormEvent =
  /** A file follows: `name` has no folder and nothing that no screen shows; `type` is what the sender claims. */
  | { readonly kind: "begun"; readonly argument: string; readonly name: string; readonly type: string }
  /** The next bytes of the file that has begun; they are a view, and good until the next chunk. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** All of the file has come. */
  | { readonly kind: "ended"; readonly size: number };

/** The boundary that a `Content-Type` field names; undefined where it is not `multipart/form-data` with one. */
export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, token] =
    /^[ \t]*multipart\/form-data[ \t]*;[ \t]*boundary=(?:"([\w'()+,./:=? -]{0,69}[\w'()+,./:=?-])"|([\w'+.-]{1,70}))[ \t]*$/.exec(
      lowered(contentType),
    ) ?? [];
  return quoted ?? token;
}

/** `contentType` with the name of its parameter in lower case, whatever case it was in. */
function lowered(contentType: string): string {
  return contentType.replace(/(;[ \t]*)boundary=/i, "$1boundary=");
}

interface Current {
  readonly path: Path;
  readonly maxSize: number;
  size: number;
}

type Step = "open" | "separate" | "begin" | "data" | "end";

/** Takes a body in chunks of any length, and tells of the files within as they come. After a refusal nothing more is to be read. */
export class FormReader {
  readonly #limits: Limits;
  readonly #opening: Buffer;
  readonly #delimiter: Buffer;
  readonly #counts = new Map<string, number>();
  #rest: Buffer = Buffer.alloc(0);
  #step: Step = "open";
  #read = 0;
  #parts = 0;
  #args: Buffer[] | undefined;
  #argsSize = 0;
  /** The file whose bytes come; undefined where they are those of `args`. */
  #current: Current | undefined;
  #events: FormEvent[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#opening = Buffer.from(`--${limits.boundary}`);
    this.#delimiter = Buffer.from(`\r\n--${limits.boundary}`);
  }

  /** What the part `args` holds; without one, an object without members. */
  get args(): Uint8Array {
    return this.#args === undefined ? Buffer.from("{}") : Buffer.concat(this.#args);
  }

  /**
   * What the next bytes of the body tell.
   *
   * @throws Refusal: `TOO_LARGE`, `BAD_REQUEST` or `INVALID`.
   */
  feed(chunk: Uint8Array): readonly FormEvent[] {
    this.#read += chunk.length;
    if (this.#read > this.#limits.total) {
      throw new Refusal("TOO_LARGE");
    }
    // What is left over is shorter than a boundary or the head of a part.
    this.#rest = Buffer.concat([this.#rest, chunk]);
    this.#events = [];
    while (this.#next()) {
      // Each step takes what it knows from the bytes that are there.
    }
    return this.#events;
  }

  /**
   * There is no more.
   *
   * @throws Refusal: `BAD_REQUEST` if there should be.
   */
  close(): void {
    if (this.#step !== "end" || !["", "\r\n"].includes(this.#rest.toString("latin1"))) {
      throw bad("the body broke off");
    }
  }

  /** Whether another step may take more. */
  #next(): boolean {
    switch (this.#step) {
      case "open":
        return this.#open();
      case "separate":
        return this.#separate();
      case "begin":
        return this.#begin();
      case "data":
        return this.#data();
      case "end":
        if (!"\r\n".startsWith(this.#rest.toString("latin1", 0, 3))) {
          throw bad("there is more after the last part");
        }
        return false;
    }
  }

  #open(): boolean {
    const known = Math.min(this.#opening.length, this.#rest.length);
    if (!this.#rest.subarray(0, known).equals(this.#opening.subarray(0, known))) {
      throw bad("the body does not begin with its boundary");
    }
    return known === this.#opening.length && this.#goOn("separate", known);
  }

  /** What follows a boundary says whether a part does. */
  #separate(): boolean {
    if (this.#rest.length < 2) {
      return false;
    }
    const follows = this.#rest.toString("latin1", 0, 2);
    if (follows !== "--" && follows !== "\r\n") {
      throw bad("a boundary is followed by neither a part nor the end");
    }
    return this.#goOn(follows === "--" ? "end" : "begin", 2);
  }

  #begin(): boolean {
    const end = this.#rest.subarray(0, LONGEST_HEAD + 4).indexOf("\r\n\r\n");
    if (end < 0) {
      if (this.#rest.length >= LONGEST_HEAD + 4) {
        throw bad("the headers of a part are too long");
      }
      return false;
    }
    const head = readHead(this.#rest.subarray(0, end));
    this.#parts++;
    if (this.#parts > MOST_PARTS) {
      throw new Refusal("TOO_LARGE", "there are too many parts");
    }
    if (head.name !== ARGS) {
      this.#beginFile(head);
    } else if (this.#args === undefined) {
      this.#args = [];
      this.#current = undefined;
    } else {
      throw bad("there are two parts `args`");
    }
    return this.#goOn("data", end + 4);
  }

  #beginFile({ name, filename, type }: PartHead): void {
    const limit = this.#limits.files.get(name);
    if (limit === undefined) {
      // The caller's own name, and perhaps as long as a part's head.
      throw invalid([ARGS, told(name)], "unknown");
    }
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    const path = limit.many ? [ARGS, name, count] : [ARGS, name];
    if (filename === undefined || (count > 0 && !limit.many)) {
      throw invalid(path, "type");
    }
    if (limit.many && count >= limit.most) {
      throw invalid([ARGS, name], "length");
    }
    this.#current = { path, maxSize: limit.maxSize, size: 0 };
    this.#events.push({ kind: "begun", argument: name, name: fileName(filename), type });
  }

  #data(): boolean {
    const end = this.#rest.indexOf(this.#delimiter);
    // The last bytes may be the beginning of a boundary.
    const known = end >= 0 ? end : Math.max(this.#rest.length - this.#delimiter.length + 1, 0);
    this.#take(this.#rest.subarray(0, known));
    if (end < 0) {
      return this.#goOn("data", known) && false;
    }
    if (this.#current !== undefined) {
      this.#events.push({ kind: "ended", size: this.#current.size });
    }
    this.#current = undefined;
    return this.#goOn("separate", end + this.#delimiter.length);
  }

  #take(bytes: Buffer): void {
    if (bytes.length === 0) {
      return;
    }
    const current = this.#current;
    if (current === undefined) {
      this.#argsSize += bytes.length;
      if (this.#argsSize > this.#limits.args) {
        throw new Refusal("TOO_LARGE", "the part `args` is too large");
      }
      this.#args?.push(bytes);
      return;
    }
    current.size += bytes.length;
    if (current.size > current.maxSize) {
      throw invalid(current.path, "length");
    }
    this.#events.push({ kind: "bytes", bytes });
  }

  /** Goes to a step, behind so many bytes. */
  #goOn(step: Step, taken: number): true {
    this.#step = step;
    this.#rest = this.#rest.subarray(taken);
    return true;
  }
}

function bad(why: string): Refusal {
  return new Refusal("BAD_REQUEST", why);
}

function invalid(path: Path, code: FaultCode): Refusal {
  return new Refusal("INVALID", undefined, [{ path, code }]);
}
