// Who asks: users, the sessions that they have, and the page by which they sign in.
//
// None of it is Mizan's but the caller that `callerOf` answers. The other twins have their framework's own in its
// place, with the same addresses and people.

import { createHash, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { type Caller, caller } from "@mizan/server";
import { type Database, first } from "./database.ts";
import { page, redirect } from "./html.ts";

const COOKIE = "session";

interface User {
  id: number;
  is_staff: number;
  is_superuser: number;
}

/** Whose session it is, if it is one of somebody who is still active. */
export function callerOf(request: Request, database: Database): Caller | undefined {
  const token = tokenOf(request);
  if (token === undefined) {
    return undefined;
  }
  const user = first<User>(
    database,
    "SELECT users.* FROM sessions JOIN users ON users.id = user_id WHERE token = ? AND is_active",
    kept(token),
  );
  if (user === undefined) {
    return undefined;
  }
  const groups = database.all<{ role: string }>("SELECT role FROM memberships WHERE user_id = ?", user.id);
  const may = database.all<{ name: string }>("SELECT name FROM permissions WHERE user_id = ?", user.id);
  const roles = groups.map(({ role }) => role);
  if (user.is_staff) {
    roles.push("staff");
  }
  if (user.is_superuser) {
    roles.push("superuser");
  }
  return caller(String(user.id), { roles, permissions: may.map(({ name }) => name) });
}

/** The answer at the app's own addresses, below `/accounts/`; nothing at any other. */
export async function door(request: Request, database: Database): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (pathname === "/accounts/login/") {
    return request.method === "POST" ? login(await request.formData(), database) : form();
  }
  if (pathname === "/accounts/logout/" && request.method === "POST") {
    database.all("DELETE FROM sessions WHERE token = ?", kept(tokenOf(request) ?? ""));
    return redirect("/", { "Set-Cookie": `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0` });
  }
  return undefined;
}

function login(given: FormData, database: Database): Response {
  const [name, password] = ["username", "password"].map((field) => String(given.get(field) ?? ""));
  const found = first<{ id: number; password: string }>(
    database,
    "SELECT id, password FROM users WHERE name = ? AND is_active",
    name ?? "",
  );
  // It takes as long where it is nobody's.
  const is = isPassword(password ?? "", found?.password ?? nobodys());
  if (found === undefined || !is) {
    return form(403);
  }
  const token = randomBytes(32).toString("base64url");
  database.all("INSERT INTO sessions VALUES (?, ?)", kept(token), found.id);
  return redirect("/", { "Set-Cookie": `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax` });
}

function form(status = 200): Response {
  const fields = '<input name="username"><input name="password" type="password"><button>Sign in</button>';
  const { body, headers } = page("Sign in", `<form method="post">${fields}</form>`);
  return new Response(body, { status, headers });
}

/** The session that the cookie names. */
function tokenOf(request: Request): string | undefined {
  const pairs = (request.headers.get("Cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}

/** What is kept of a session's token: who reads the table cannot be somebody by it. */
function kept(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** What is kept of a password. */
export function hashed(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}:${scrypt(password, salt).toString("hex")}`;
}

function isPassword(password: string, known: string): boolean {
  const [salt = "", hash = ""] = known.split(":");
  return timingSafeEqual(scrypt(password, Buffer.from(salt, "hex")), Buffer.from(hash, "hex"));
}

function scrypt(password: string, salt: Buffer): Buffer {
  // Everybody knows the passwords: a costly hash would only make the tests slow.
  return scryptSync(password, salt, 64, { N: 2 ** 4, r: 8, p: 1 });
}

let unknown: string | undefined;

/** Made when first needed: workerd gives no random bytes before a request is there. */
function nobodys(): string {
  unknown ??= hashed(randomBytes(32).toString("hex"));
  return unknown;
}
