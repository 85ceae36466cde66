// Who asks: the accounts that Django's twin has made, and the sessions that the twins in FastAPI and Rust have as well.
//
// Mizan takes no part in it but for `callerOf`. Functions find the session of their request by `within`, and what they do to it
// goes into the cookie of the answer.

import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { type Caller, caller, problem } from "@mizan/server";
import type { Shop } from "./database.ts";

const COOKIE = "shop_session";
const A_FORTNIGHT = 14 * 24 * 60 * 60;
// No password has this hash.
const NOBODYS = "pbkdf2_sha256$1200000$nobody$";

const hash = promisify(pbkdf2);

/** The session that a request came with. */
interface Session {
  readonly token: string;
  /** Puts another into the cookie of the answer. */
  change(cookie: string): void;
}

const SESSIONS = new AsyncLocalStorage<Session>();

/** Does the work with the session of a request at hand. */
export function within(request: IncomingMessage, response: ServerResponse, work: () => void): void {
  // Behind a proxy that speaks TLS one adds `; Secure`.
  const change = (cookie: string) =>
    response.setHeader("Set-Cookie", `${COOKIE}=${cookie}; Path=/; HttpOnly; SameSite=Lax`);
  SESSIONS.run({ token: tokenOf(request.headers.cookie), change }, work);
}

/** Whose session it is, if it is one of somebody who is still active. */
export function callerOf(shop: Shop, request: Request): Caller | undefined {
  const found = shop.first<{ id: number; is_staff: number; is_superuser: number }>(
    `SELECT id, is_staff, is_superuser FROM session JOIN auth_user ON id = user_id
     WHERE token = ? AND ends > ? AND is_active`,
    kept(tokenOf(request.headers.get("Cookie"))),
    seconds(),
  );
  if (found === undefined) {
    return undefined;
  }
  const roles = [...(found.is_staff ? ["staff"] : []), ...(found.is_superuser ? ["superuser"] : [])];
  return caller(String(found.id), { roles });
}

/** The number of the account, for functions that are somebody's. */
export function signedIn(by: Caller | undefined): number {
  if (by === undefined) {
    throw problem("UNAUTHENTICATED");
  }
  return Number(by.id);
}

/** A session in place of the one that there may have been; whose it is, if they know the password. */
export async function begin(shop: Shop, username: string, password: string): Promise<number | undefined> {
  const found = shop.first<{ id: number; password: string }>(
    "SELECT id, password FROM auth_user WHERE username = ? AND is_active",
    username,
  );
  // It is meant to take long, as long where it is nobody's.
  const is = await isPassword(password, found?.password ?? NOBODYS);
  if (found === undefined || !is) {
    return undefined;
  }
  const token = randomBytes(32).toString("base64url");
  shop.write(() => {
    shop.all("DELETE FROM session WHERE token = ? OR ends <= ?", kept(session().token), seconds());
    shop.all("INSERT INTO session VALUES (?, ?, ?)", kept(token), seconds() + A_FORTNIGHT, found.id);
  });
  session().change(`${token}; Max-Age=${A_FORTNIGHT}`);
  return found.id;
}

/** Ends the session, here and in the browser. */
export function end(shop: Shop): void {
  shop.all("DELETE FROM session WHERE token = ?", kept(session().token));
  session().change("; Max-Age=0");
}

function session(): Session {
  const found = SESSIONS.getStore();
  if (found === undefined) {
    throw new Error("no request is being answered");
  }
  return found;
}

function tokenOf(cookies: string | null | undefined): string {
  const pairs = (cookies ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
}

/** What is kept of a session's token: who reads the table cannot be somebody by it. */
function kept(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Whether it is the one that Django has hashed: `pbkdf2_sha256$rounds$salt$hash`. An account may have none. */
async function isPassword(password: string, known: string): Promise<boolean> {
  const [, rounds, salt = "", found = ""] = (known.startsWith("pbkdf2_sha256$") ? known : NOBODYS).split("$");
  const made = await hash(password, salt, Number(rounds), 32, "sha256");
  const expected = Buffer.from(found, "base64");
  return expected.length === made.length && timingSafeEqual(made, expected);
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
