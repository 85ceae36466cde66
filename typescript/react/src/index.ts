// The door of `@mizan/react`. It re-exports and decides nothing. `@mizan/client` is installed beside it and not
// named as its dependency: npm would ask an index for that name, where it is not ours.

export {
  contextOptions,
  contextProvider,
  type MemberOptions,
  memberHook,
  type ProviderProps,
  suspenseHook,
} from "./context.tsx";
export { contextInfiniteOptions, type Paging } from "./infinite.ts";
export type { InfiniteQueryKey, MizanQueryKey } from "./keys.ts";
export {
  type CallSettings,
  type MutationHookOptions,
  type MutationOptions,
  mutationHook,
  mutationOptionsFor,
  type Variables,
} from "./mutation.ts";
export { MizanProvider, type MizanProviderProps, useMizanClient } from "./provider.tsx";
