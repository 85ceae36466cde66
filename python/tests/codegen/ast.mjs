// Parses each line of stdin (a JSON string: one TypeScript module) and answers one line of JSON: the module's tree
// without places and comments, or the parser's error. The tests of the generator keep it running.
import { createInterface } from "node:readline";
import { parse } from "@babel/parser";

const unwanted = new Set(["loc", "start", "end", "extra", "errors", "comments", "tokens"]);
const bare = (key, value) => (unwanted.has(key) || key.endsWith("Comments") ? undefined : value);

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { program } = parse(JSON.parse(line), { sourceType: "module", plugins: ["typescript"] });
    answer = { program };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer, bare)}\n`);
}
