// Rule 10 of `ir/protocol/client.md`, over real sockets and real threads: each tab is one, with a client of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { createClient, fetchTransport } from "../src/index.ts";
import { Counterpart, Gate, type Plan, problem, Reply, until } from "./counterpart.ts";
import { Tab } from "./openTab.ts";

const servers: Counterpart[] = [];
const tabs: Tab[] = [];

afterEach(async () => {
  await Promise.all(tabs.splice(0).map((tab) => tab.close()));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function open(plan: Plan, joins: (boolean | undefined)[] = [true, true]) {
  const server = await Counterpart.start(plan);
  servers.push(server);
  const opened = joins.map((each) => new Tab(server.baseUrl, { tabs: each }));
  tabs.push(...opened);
  // A channel that is not open yet hears nothing.
  await Promise.all(opened.map((tab) => tab.heard()));
  return { server, one: opened[0] as Tab, other: opened[1] as Tab, opened };
}

const five = { context: "user", params: { user_id: 5 } };

const plan: Plan = {
  functions: {
    rename_user: () => ({ result: null, invalidate: [five, "cart"] }),
    ping: () => ({ result: null, invalidate: [] }),
    fails: () => problem(500, "INTERNAL", { invalidate: ["cart"] }),
    refused: () => problem(422, "INVALID"),
    lost: () => new Reply(502, "text/html", "<h1>"),
  },
  contexts: { cart: () => ({ total: 0 }) },
};

it("what a call's answer dropped is heard in every other tab, and goes no further", async () => {
  const { opened, one } = await open(plan, [true, true, true]);
  await one.call("rename_user");
  await one.call("ping");
  await one.call("refused");
  await one.call("fails");
  for (const tab of opened) {
    expect(await tab.told(2)).toEqual([[five, "cart"], ["cart"]]);
  }
  // Of calls that dropped nothing no other tab is told anything.
  expect(await opened[1]?.witnessed()).toEqual([
    [undefined, [five, "cart"]],
    [undefined, ["cart"]],
  ]);
  // Were one of them to send it on, the first would have heard it again before this.
  await opened[2]?.call("lost");
  expect(await one.told(3)).toEqual([[five, "cart"], ["cart"], ["*"]]);
  expect(await opened[1]?.told(3)).toHaveLength(3);
});

it("a read under way in another tab is discarded and repeated past caches, and a later one passes them too", async () => {
  const gates = [new Gate<number>(), new Gate<number>()];
  let asked = 0;
  const cart = async () => ({ total: (await gates[asked++]?.passed) ?? 2 });
  const { server, one, other } = await open({ ...plan, contexts: { cart } });
  const reading = other.read("cart");
  await until(() => server.paths("ctx/").length === 1);
  await one.call("rename_user");
  await until(() => server.paths("ctx/").length === 2);
  gates[0]?.open(0);
  gates[1]?.open(1);
  expect(await reading).toEqual({ total: 1 });
  await one.call("fails");
  await other.told(2);
  expect(await other.read("cart")).toEqual({ total: 2 });
  const control = server.asked.filter(({ path }) => path.startsWith("ctx/")).map(({ headers }) => headers);
  expect(control.map((headers) => headers["cache-control"])).toEqual([undefined, "no-cache", "no-cache"]);
});

it("clearing one clears the others, their session too, and does not come back", async () => {
  const { server, one, other } = await open({ ...plan, session: () => "t" });
  await other.call("ping");
  await one.clear();
  expect(await other.told(1)).toEqual(["cleared"]);
  await other.call("ping");
  expect(server.paths("session/")).toHaveLength(2);
  await other.call("lost");
  expect(await one.told(2)).toEqual(["cleared", ["*"]]);
});

it("a page that was kept aside trusts nothing that it knows, and tells nobody; one that is shown for the first time does", async () => {
  const gate = new Gate<number>();
  let asked = 0;
  const cart = async () => ({ total: asked++ === 0 ? await gate.passed : 2 });
  const { server, one, other } = await open({ ...plan, contexts: { cart }, session: () => "t" });
  await other.call("ping");
  await other.show(false);
  expect(await other.heard()).toEqual([]);
  const reading = other.read("cart");
  await until(() => server.paths("ctx/").length === 1);
  await other.show(true);
  expect(await reading).toEqual({ total: 2 });
  gate.open(1);
  expect(await other.heard()).toEqual(["cleared"]);
  await other.call("ping");
  expect(server.paths("session/")).toHaveLength(2);
  // Had it told the others, the first would have heard of it before this.
  await other.call("fails");
  expect(await one.told(1)).toEqual([["cart"]]);
});

it("a message of no known form counts as everything", async () => {
  const { other } = await open(plan, [false, true]);
  const forms: unknown[] = [
    null,
    7,
    "clear",
    { version: 2, targets: [] },
    [null],
    [{ context: 1 }],
    { toString: "x" },
  ];
  for (const form of forms) {
    await other.say(form);
  }
  expect(await other.told(forms.length)).toEqual(forms.map(() => ["*"]));
  await other.say([five]);
  await other.say("cleared");
  expect((await other.told(forms.length + 2)).slice(-2)).toEqual([[five], "cleared"]);
});

it("nobody is told where there is no document, unless it is asked for, nor those of another address", async () => {
  const { server, one, opened } = await open(plan, [true, undefined, false, true]);
  const elsewhere = await open(plan);
  await one.call("rename_user");
  await one.clear();
  expect(await opened[3]?.told(2)).toHaveLength(2);
  expect(await opened[1]?.heard()).toEqual([]);
  expect(await opened[2]?.heard()).toEqual([]);
  expect(await elsewhere.one.heard()).toEqual([]);
  // Nor is anything said by those who do not listen.
  await opened[1]?.call("rename_user");
  await opened[2]?.clear();
  await opened[3]?.call("fails");
  expect(await one.told(3)).toEqual([[five, "cart"], "cleared", ["cart"]]);
  expect(server.paths("call/")).toHaveLength(3);
});

it("a call is not harmed by targets that no channel takes", async () => {
  const thrown = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
  const odd = { context: "user", params: { user_id: () => 5 } };
  const client = createClient({
    tabs: true,
    transport: {
      call: async () => ({ result: "done", invalidate: [odd] }),
      read: () => expect.fail("nothing is read"),
    },
  });
  expect(await client.call("rename_user", {})).toBe("done");
  expect(await thrown).toMatchObject({ name: "DataCloneError" });
  process.setUncaughtExceptionCaptureCallback(null);
});

it("where there is no channel a client is alone", async () => {
  const server = await Counterpart.start(plan);
  servers.push(server);
  const { BroadcastChannel } = globalThis;
  Reflect.deleteProperty(globalThis, "BroadcastChannel");
  try {
    const transport = fetchTransport({ baseUrl: server.baseUrl, schema: undefined });
    const client = createClient({ transport, tabs: true });
    expect(await client.call("rename_user", {})).toBeNull();
    client.clear();
  } finally {
    Object.assign(globalThis, { BroadcastChannel });
  }
});

it("a process ends although its client listens", async () => {
  const door = fileURLToPath(new URL("../dist/index.js", import.meta.url));
  const script = `
    import { createClient, fetchTransport } from ${JSON.stringify(door)};
    createClient({ transport: fetchTransport({ schema: undefined }), tabs: true });`;
  const node = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "inherit" });
  expect(await once(node, "exit")).toEqual([0, null]);
});
