// Where a declaration stands, for the defects that are told of it. It decides nothing.

/** `file:line` of the code that called `function_`; empty where the engine does not say. */
export function placeOf(function_: (...args: never) => unknown): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace?.(holder, function_);
  const line = (holder.stack ?? "").split("\n").find((each) => /^\s*at /.test(each)) ?? "";
  const [, where = ""] = /\(?((?:file:|\/|[A-Za-z]:|[\w.-]+\/)[^()]*:\d+):\d+\)?$/.exec(line.trim()) ?? [];
  return where.replace(/^file:\/\//, "");
}
