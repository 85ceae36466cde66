// The entry `@mizan/react/devtools` of a production build: a panel that is not there. Its twin is `devtools.tsx`.

import type { MizanDevtoolsProps } from "./devtools.tsx";

export type { DeclaredTarget, MizanDevtoolsProps, Scopes } from "./devtools.tsx";

/** Nothing. */
export function MizanDevtools(_: MizanDevtoolsProps): null {
  return null;
}
