// The form of what `json.ts` reads.

import type { Form } from "../../src/types.ts";
import { JsonNumber } from "./json.ts";

export const FORM: Form = {
  number: (value) => (value instanceof JsonNumber ? value : undefined),
  text: (_type, value) => (typeof value === "string" ? value : undefined),
  file: () => undefined,
  members: (value) => (value instanceof Map ? (value as ReadonlyMap<string, unknown>) : undefined),
};
