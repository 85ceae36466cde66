// What Tauri puts into a window, for a page outside of one: messages go to the headless reference program in frames over a
// local port, and what it emits comes back. It decides nothing about messages. The page is `ir/protocol/ipc.md`, the twin
// `harness/ipc.py`.

import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

/** Sees a message's head and the status of its answer, and may keep the answer for as long as it likes. */
export type Watch = (head: Readonly<Record<string, string>>) => (status: number) => Promise<void> | undefined;

interface Internals {
  invoke(command: string, args: unknown): Promise<unknown>;
  transformCallback(callback: (event: unknown) => void): number;
  unregisterCallback(id: number): void;
  readonly metadata: object;
}

/** Makes this process a window of the app, with that user signed in. */
export async function becomeWindow(port: number, user: string, watch: Watch): Promise<void> {
  const requests = await Frames.connect(port);
  const callbacks = new Map<number, (event: unknown) => void>();
  const listeners = new Map<string, ((event: unknown) => void)[]>();
  const events = await Frames.connect(port);
  // It comes back when the window listens.
  await events.ask(Buffer.from(`${JSON.stringify({ listen: "main" })}\n`));
  const hear = async (): Promise<void> => {
    for (;;) {
      const payload = JSON.parse((await events.next()).toString());
      for (const listener of listeners.get("mizan:invalidate") ?? []) {
        listener({ event: "mizan:invalidate", id: 0, payload });
      }
    }
  };
  hear().catch(() => undefined);
  const internals: Internals = {
    metadata: { currentWindow: { label: "main" }, currentWebview: { label: "main", windowLabel: "main" } },
    transformCallback(callback) {
      callbacks.set(callbacks.size + 1, callback);
      return callbacks.size;
    },
    unregisterCallback: (id) => callbacks.delete(id),
    async invoke(command, args) {
      if (command === "plugin:event|listen") {
        const { event, handler } = args as { event: string; handler: number };
        const callback = callbacks.get(handler);
        if (callback) {
          listeners.set(event, [...(listeners.get(event) ?? []), callback]);
        }
        return 0;
      }
      if (command !== "plugin:mizan|request" || !(args instanceof Uint8Array)) {
        throw new Error(`nobody answers \`${command}\` here`);
      }
      const message = Buffer.from(args);
      const came = watch(JSON.parse(message.subarray(0, message.indexOf("\n")).toString()));
      const answer = await requests.ask(Buffer.concat([Buffer.from(`${JSON.stringify({ window: "main", user })}\n`), message]));
      const said = JSON.parse(answer.subarray(0, answer.indexOf("\n")).toString());
      if (said.refused !== undefined) {
        throw said.refused;
      }
      await came(said.status);
      return new Uint8Array(answer).buffer;
    },
  };
  Object.assign(globalThis.window ?? globalThis, { __TAURI_INTERNALS__: internals });
}

/** A connection that carries frames: four bytes of length, and so many more. */
class Frames {
  #came = Buffer.alloc(0);
  readonly #waiting: ((frame: Buffer) => void)[] = [];
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data) => {
      this.#came = Buffer.concat([this.#came, data]);
      this.#deliver();
    });
  }

  static async connect(port: number): Promise<Frames> {
    const socket = connect(port, "127.0.0.1").setNoDelay();
    await new Promise((done, fail) => socket.once("connect", done).once("error", fail));
    return new Frames(socket);
  }

  send(data: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    this.#socket.write(Buffer.concat([length, data]));
  }

  /** Answers come in the order of the requests. */
  ask(data: Buffer): Promise<Buffer> {
    const answer = this.next();
    this.send(data);
    return answer;
  }

  next(): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#deliver();
    });
  }

  #deliver(): void {
    while (this.#waiting.length > 0 && this.#came.length >= 4) {
      const length = this.#came.readUInt32BE();
      if (this.#came.length < 4 + length) {
        return;
      }
      const frame = this.#came.subarray(4, 4 + length);
      this.#came = this.#came.subarray(4 + length);
      this.#waiting.shift()?.(frame);
    }
  }
}
