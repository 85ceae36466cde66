// A tab, as far as clients notice: a thread of its own, which has its own client of the built package and does what a test
// tells it. It is JavaScript, since a thread has none of the test runner's translation.

import { parentPort, workerData } from "node:worker_threads";
import { createClient, fetchTransport } from "../dist/index.js";
import { renewing } from "../dist/renewal.js";

// What a page of a browser has, by which it hears that it was kept aside.
const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);

const { baseUrl, tabs, tokens } = workerData;
let transport = fetchTransport({ baseUrl, schema: undefined });
if (tokens !== undefined) {
  // Told apart from a server by its document, as `createClient` does it.
  globalThis.document = {};
  // What all tabs of an origin can read, or what each has for itself.
  const stored = tokens === "own" ? [0] : new Int32Array(tokens);
  const send = fetchTransport({
    baseUrl,
    schema: undefined,
    headers: () => ({ Authorization: `Bearer ${stored[0]}` }),
  });
  transport = renewing(send, async () => {
    const { token } = await send.read("token", {}, {});
    stored[0] = token;
  });
}
const client = createClient({ transport, tabs });
const heard = [];
const witnessed = [];
client.onHear(({ name, targets }) => witnessed.push([name, targets]));
client.onInvalidate((targets) => {
  heard.push(targets);
  return targets.map(() => 1);
});
client.onClear(() => heard.push("cleared"));

const acts = {
  call: (name, args = {}) => client.call(name, args).catch((error) => error.code),
  read: (context, params = {}) => client.read(context, params),
  clear: async () => client.clear(),
  heard: async () => heard,
  /** What tools are told of. */
  witnessed: async () => witnessed,
  /** For how many locks this one waits. */
  waits: async () => (await navigator.locks.query()).pending.length,
  /** As a browser tells a page that it is shown, and whether it comes from the back/forward cache. */
  show: async (persisted) => page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted })),
  /** What anybody of this origin could send. */
  say: async (message) => {
    const channel = new BroadcastChannel(`mizan:${baseUrl}`);
    channel.postMessage(message);
    channel.close();
  },
};
parentPort.on("message", ({ act, rest, id }) =>
  acts[act](...rest).then(
    (value) => parentPort.postMessage({ id, value }),
    (error) => parentPort.postMessage({ id, error: String(error) }),
  ),
);
