// A tab, as far as clients notice: a thread of its own, which has its own client of the built package and does what a test
// tells it. It is JavaScript, since a thread has none of the test runner's translation.

import { parentPort, workerData } from "node:worker_threads";
import { createClient, fetchTransport } from "../dist/index.js";

const { baseUrl, tabs } = workerData;
const transport = fetchTransport({ baseUrl, schema: undefined });
const client = createClient({ transport, tabs });
const heard = [];
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
