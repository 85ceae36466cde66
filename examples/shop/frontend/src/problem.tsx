/** A refusal, shown where it happened. */

import { MizanError } from "@mizan/client";
import type { ReactNode } from "react";

interface ProblemProps {
  readonly error: Error | null;
  /** What to say of it here; else the server's own words. */
  readonly children?: ReactNode;
}

/** Says what the server refused, with its code; nothing when there is no error. */
export function Problem({ error, children }: ProblemProps) {
  if (error === null) return null;
  const known = error instanceof MizanError;
  return (
    <div className="problem" role="alert">
      <span>
        {children ||
          (known
            ? sentence(error.detail ?? error.title)
            : "The shop does not answer. Is the server still there?")}
      </span>
      {known && <code>{error.code}</code>}
    </div>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
