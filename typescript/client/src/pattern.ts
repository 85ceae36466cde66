// The portable grammar of patterns as JavaScript's: what differs is `.`, `\s` and `\S`. A pattern was found legal when it
// was declared, so nothing is checked here. The page is `ir/protocol/types.md`, "Patterns".

const compiled = new Map<string, RegExp>();

/** Whether `pattern` is found somewhere in `text`. */
export function isFound(pattern: string, text: string): boolean {
  const known = compiled.get(pattern) ?? new RegExp(translate(pattern), "u");
  compiled.set(pattern, known);
  return known.test(text);
}

/** `pattern` in JavaScript's grammar with the flag `u`. */
export function translate(pattern: string): string {
  let within = false;
  return pattern.replace(/\\.|[.[\]]/gsu, (part) => {
    switch (part) {
      case "[":
      case "]":
        within = part === "[";
        return part;
      case ".":
        return within ? part : "[^\\n]";
      case "\\s":
        return within ? SPACES : `[${SPACES}]`;
      case "\\S":
        return within ? OTHERS : `[${OTHERS}]`;
      default:
        return part;
    }
  });
}

const SPACES = "\\t-\\r ";
const OTHERS = "\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}";
