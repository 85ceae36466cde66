// A tab as a test sees it: a thread of its own with a client of the built package, which does what it is told (`tab.js`).

import { Worker } from "node:worker_threads";

/** A tab of a browser: see `tab.js`. */
export class Tab {
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #worker: Worker;

  /** `tabs` is the client's; `tokens`: it has its token renewed, which all who share them have, or each its own. */
  constructor(baseUrl: string, options: { tabs?: boolean | undefined; tokens?: SharedArrayBuffer | "own" }) {
    this.#worker = new Worker(new URL("./tab.js", import.meta.url), { workerData: { baseUrl, ...options } });
    this.#worker.on("message", ({ id, value, error }) => {
      const waiting = this.#waiting.get(id);
      error === undefined ? waiting?.resolve(value) : waiting?.reject(new Error(error));
    });
  }

  #do(act: string, ...rest: unknown[]): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    const id = this.#waiting.size;
    this.#waiting.set(id, answer);
    this.#worker.postMessage({ act, rest, id });
    return answer.promise;
  }

  call = (name: string) => this.#do("call", name);
  read = (context: string) => this.#do("read", context);
  clear = () => this.#do("clear");
  show = (persisted: boolean) => this.#do("show", persisted);
  say = (message: unknown) => this.#do("say", message);
  witnessed = () => this.#do("witnessed") as Promise<unknown[]>;
  heard = () => this.#do("heard") as Promise<unknown[]>;
  /** How many locks it waits for. */
  waits = () => this.#do("waits") as Promise<number>;
  close = () => this.#worker.terminate();

  /** What it heard, once that is `count` things: a channel has its own time. */
  async told(count: number): Promise<unknown[]> {
    let heard = await this.heard();
    while (heard.length < count) {
      heard = await this.heard();
    }
    return heard;
  }
}
