// Makes the same calls to the live reference app and to mocks of it, and prints what came over the wire from each. Run by
// `test_reference_mocks.py` with the app's address, the folder of the generated client and the cookies of somebody who signed in.

import { argv, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import { type Client, createClient, fetchTransport, type MizanError, type Target, uuid } from "@mizan/client";
import { answer, mockRest, mockSession, problem, refuse } from "@mizan/client/msw";
import { setupServer } from "msw/node";

const [address = "", folder = "", cookie = ""] = argv.slice(2);
const api = await import(pathToFileURL(`${folder}/mizan.ts`).href);
const doubles = await import(pathToFileURL(`${folder}/mizan.testing.ts`).href);

interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: string;
}

interface Step {
  readonly name: string;
  /** What is called, by its name in generated code. */
  readonly of: string;
  readonly values: unknown;
  /** Whether the request is refused by what it is, so that no mock is run. */
  readonly judged?: boolean;
  /** Whether a guard refuses it, of which mocks have none. */
  readonly guarded?: boolean;
  /** Whether nobody asks. */
  readonly nobody?: boolean;
}

const HEADERS = ["Allow", "Cache-Control", "Cache-Status", "Content-Type", "WWW-Authenticate"];
HEADERS.push("X-Content-Type-Options", "X-Mizan-Schema");

const png = new File(["\x89PNG"], "größe.png", { type: "image/png" });
const text = new File(["x"], "a.txt", { type: "text/plain" });
const id = uuid("0e37df36-f698-11e6-8dd4-cb9ced3df976");
const everything = doubles.everything({ bigint: 2n ** 70n, bytes: new Uint8Array([0, 255]), uuid: id });

const STEPS: readonly Step[] = [
  { name: "a bundle", of: "user", values: { userId: 5 } },
  { name: "a page of it", of: "user", values: { userId: 5, page: 2 } },
  { name: "a bundle without a param", of: "user", values: {}, judged: true },
  { name: "a param in another spelling", of: "user", values: { userId: 5.5 }, judged: true },
  {
    name: "a list among params",
    of: "catalog",
    values: { category: "garden", sku: "rake", skus: ["rake", "pan"] },
  },
  { name: "a member that finds nothing", of: "catalog", values: { category: "garden", sku: "none" } },
  { name: "an argument that is a param", of: "renameUser", values: { userId: 5, name: "Grace" } },
  { name: "two that are wrong", of: "renameUser", values: { userId: "5", name: 5 }, judged: true },
  { name: "one that is missing", of: "renameUser", values: { userId: 5 }, judged: true },
  { name: "the caller's", of: "renameMe", values: { name: "Grace" } },
  { name: "a scope", of: "shipOrder", values: { orderId: 1, owner: 5 } },
  { name: "a function that finds nothing", of: "shipOrder", values: { orderId: 4711, owner: 5 } },
  { name: "a view param that scopes nothing", of: "jump", values: { page: 3 } },
  { name: "no arguments where all may be absent", of: "jump", values: undefined },
  { name: "a member", of: "setAvatar", values: { userId: 5, url: "/a.png" } },
  { name: "a function that refuses a text", of: "setAvatar", values: { userId: 5, url: "\0" } },
  { name: "two targets", of: "reprice", values: { sku: "mug", price: 5 } },
  { name: "a target with some params", of: "recategorise", values: { sku: "mug", category: "kitchen" } },
  {
    name: "nobody, where somebody must ask",
    of: "renameMe",
    values: { name: "x" },
    guarded: true,
    nobody: true,
  },
  { name: "a default", of: "pin", values: { text: "hello" } },
  { name: "an error with data", of: "pin", values: { text: "x".repeat(81) } },
  { name: "targets by hand", of: "move", values: { noteId: 1, to: "attic" } },
  { name: "a guard for staff", of: "clearShelf", values: { shelf: "hall" }, guarded: true },
  { name: "files", of: "pinPictures", values: { text: "files", cover: png, more: [text, text] } },
  { name: "one file", of: "pinPictures", values: { text: "file", cover: png } },
  { name: "a file of another type", of: "pinPictures", values: { text: "file", cover: text }, judged: true },
  { name: "a file too many", of: "pinPictures", values: { text: 5, cover: [png, png] }, judged: true },
  { name: "every type", of: "echoEverything", values: { value: everything } },
  {
    name: "every type, wrong",
    of: "echoEverything",
    values: {
      value: { ...everything, integer: 2 ** 53, date: "2026-02-30", enum: "blue", list: "x", more: 1 },
    },
    judged: true,
  },
];

/** A client whose last exchange, `session/` apart, is kept. */
function watched(baseUrl: string, headers: HeadersInit) {
  const seen: { last: Exchange | undefined } = { last: undefined };
  const watching: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).endsWith("/session/")) {
      const body = await response.clone().text();
      const told = HEADERS.map((name): [string, string | null] => [name, response.headers.get(name)]);
      seen.last = { status: response.status, headers: Object.fromEntries(told), body };
    }
    return response;
  };
  const transport = fetchTransport({ schema: api.schema, baseUrl, headers, fetch: watching });
  return { client: createClient({ transport }), seen };
}

interface Outcome {
  readonly ok: boolean;
  readonly data: unknown;
  readonly error: MizanError;
}

function act(client: Client, { of, values }: Step): Promise<Outcome> {
  return api[of].safe(client, values);
}

/** What the app's function did, for a mock to do it as well. */
function again({ guarded = false, of }: Step, { ok, data, error }: Outcome, { body }: Exchange) {
  // Of a function that declares targets all are declared ones.
  const declared = of === "move" ? 0 : Number.MAX_SAFE_INTEGER;
  const targets = JSON.parse(body).invalidate as readonly Target[] | undefined;
  if (ok) {
    return targets === undefined ? data : answer(data, { invalidate: targets.slice(declared) });
  }
  const { code, detail, errors, member } = error;
  const more = {
    ...(detail === undefined ? {} : { detail }),
    ...(member === undefined ? {} : { member }),
    errors,
    started: !guarded,
  };
  return error.data === undefined ? problem(error.code as "NOT_FOUND", more) : refuse(code, error.data, more);
}

const live: Exchange[] = [];
const outcomes: Outcome[] = [];
for (const step of STEPS) {
  const { client, seen } = watched(
    `${address}/api/mizan/`,
    step.nobody ? {} : { Cookie: cookie, Origin: address },
  );
  outcomes.push(await act(client, step));
  live.push(seen.last as Exchange);
}

const server = setupServer(mockSession(), mockRest());
server.listen({ onUnhandledFrame: "error" });
const mocked: Exchange[] = [];
const ran: boolean[] = [];
for (const [at, step] of STEPS.entries()) {
  const { of } = step;
  let hasRun = false;
  const handler = () => {
    hasRun = true;
    return again(step, outcomes[at] as Outcome, live[at] as Exchange);
  };
  server.resetHandlers();
  server.use(doubles[`mock${of[0]?.toUpperCase()}${of.slice(1)}`](handler, { caller: 5 }));
  const { client, seen } = watched("http://nowhere.test/api/mizan/", {});
  await act(client, step);
  mocked.push(seen.last as Exchange);
  ran.push(hasRun);
}
server.close();

const told = STEPS.map((step, at) => ({
  ...step,
  values: undefined,
  live: live[at],
  mocked: mocked[at],
  ran: ran[at],
}));
stdout.write(JSON.stringify(told));
