// Names of this language and those of the wire. The way back is `camel` of `@mizan/client`. The page is `ir/protocol/ir.md`.
// Fields of structs, values of enums and roles are data, and stay as they are.

/** `userId` → `user_id`; what is snake case already stays. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? "" : "_"}${letter.toLowerCase()}`);
}

/** `OutOfStock` → `OUT_OF_STOCK`; what is a code already stays. */
export function codeOf(name: string): string {
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? name : snake(name).toUpperCase();
}
