// Functions as TanStack's mutations. What a call drops is the client's to perform; nothing here invalidates anything.

import type { Client, Failure, FunctionDefinition, RequestOptions } from "@mizan/client";
import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { mutationKeyOf } from "./keys.ts";
import { useMizanClient } from "./provider.tsx";

/** What `mutate` takes: nothing is needed where every argument is optional. */
export type Variables<Args> = Record<string, never> extends Args ? Args | undefined : Args;

/** What a call is told besides its arguments; it ends no call that was sent, so it has no signal. */
export type CallSettings = Pick<RequestOptions, "onProgress">;

/** What a mutation's hook takes besides: TanStack's own callbacks and settings, and who hears how far an upload is. */
export type MutationHookOptions<Args, Result, OnMutate = unknown, Errors = never> = Omit<
  UseMutationOptions<Result, Errors | Failure, Variables<Args>, OnMutate>,
  "mutationFn" | "mutationKey"
> &
  CallSettings;

/**
 * Makes the options of a function's mutation, for all that TanStack does with one:
 * `useMutation(renameUserOptions(client))`.
 */
export function mutationOptionsFor<Args, Result, Errors>(
  definition: FunctionDefinition<Args, Result, Errors>,
): (client: Client, settings?: CallSettings) => MutationOptions<Args, Result, Errors> {
  // Called with its args as they are: whether they may be left out is the caller's concern.
  const call = definition as (
    client: Client,
    args: Variables<Args>,
    options: CallSettings,
  ) => Promise<Result>;
  return (client, { onProgress } = {}) => ({
    mutationKey: mutationKeyOf(definition.wireName),
    mutationFn: (args) => call(client, args, { onProgress }),
  });
}

/** The options of a function's mutation. `throwOnError` is never there: its type tells TanStack that of the errors. */
export interface MutationOptions<Args, Result, Errors = never>
  extends Pick<UseMutationOptions<Result, Errors | Failure, Variables<Args>>, "throwOnError"> {
  /** `["mizan", function]`, by its wire name: all runs of the function. */
  readonly mutationKey: ReturnType<typeof mutationKeyOf>;
  /** Runs it. */
  readonly mutationFn: (args: Variables<Args>) => Promise<Result>;
}

/**
 * Makes the hook of a function: `export const useRenameUser = mutationHook(renameUser)`. When its promise settles, the
 * queries that the call dropped are being read already. `client.clear()` empties what it shows, unless it is running.
 *
 * The hook throws an Error outside of a `MizanProvider`.
 */
export function mutationHook<Args, Result, Errors>(
  definition: FunctionDefinition<Args, Result, Errors>,
): <OnMutate = unknown>(
  options?: MutationHookOptions<Args, Result, OnMutate, Errors>,
) => UseMutationResult<Result, Errors | Failure, Variables<Args>, OnMutate> {
  const optionsFor = mutationOptionsFor(definition);
  return function useFunction<OnMutate = unknown>(
    options: MutationHookOptions<Args, Result, OnMutate, Errors> = {},
  ) {
    const client = useMizanClient();
    const mutation = useMutation<Result, Errors | Failure, Variables<Args>, OnMutate>({
      ...options,
      ...optionsFor(client, options),
    });
    const shown = useRef(mutation);
    useEffect(() => {
      shown.current = mutation;
    });
    useEffect(
      () =>
        client.onClear(() => {
          const { isPending, isPaused, reset } = shown.current;
          if (!isPending || isPaused) {
            reset();
          }
        }),
      [client],
    );
    return mutation;
  };
}
