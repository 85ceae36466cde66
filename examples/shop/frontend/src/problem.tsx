/** A refusal, shown where it happened. */

import { MizanError } from "@mizan/client";

/** Says what the server refused, with its code; nothing when there is no error. */
export function Problem({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  const known = error instanceof MizanError;
  return (
    <p className="problem" role="alert">
      <span>
        {known
          ? sentence(error.detail ?? error.title)
          : "The shop does not answer. Is the server still there?"}
      </span>
      {known && <code>{error.code}</code>}
    </p>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
