// Pages, as text in which no other text can end anything.

/** A page of this title. */
export function page(title: string, body: string): Response {
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body>
${body}
</body>
</html>
`;
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** Plain text. */
export function plain(text: string, status = 200): Response {
  return new Response(text, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

/** Goes on at another address, which is a path of this app. */
export function redirect(path: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 302, headers: { Location: encodeURI(path), ...headers } });
}

const NAMED: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** Text between tags and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => NAMED[character] ?? character);
}

/** Data for scripts, which no text in it can end. */
export function embedded(name: string, value: unknown): string {
  const text = JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026");
  return `<script id="${name}" type="application/json">${text}</script>`;
}
