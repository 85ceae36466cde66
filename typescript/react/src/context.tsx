// Contexts in React: a provider that says which params are shown, and a hook for each member. All hooks under a provider
// share one query, the bundle's; its rules are in ir/protocol/client.md, "What `react` generates".

import { type Client, type ContextDefinition, camel, type Failure, type WireValues } from "@mizan/client";
import {
  queryOptions,
  type UseQueryResult,
  type UseSuspenseQueryResult,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from "@tanstack/react-query";
import {
  type Context,
  createContext,
  type JSX,
  type ReactNode,
  useCallback,
  useContext,
  useState,
} from "react";
import { wasShown } from "./join.ts";
import { type MizanQueryKey, queryKeyOf, ROOT } from "./keys.ts";
import { useMizanClient } from "./provider.tsx";

/** What a context's provider takes: the params, of which a record of none would refuse `children`, and what it is around. */
export type ProviderProps<Params> = (string extends keyof Params ? unknown : Params) & {
  /** The part of the page whose hooks it says the params to. */
  readonly children?: ReactNode;
};

/** What a provider says to the hooks under it. */
interface Shown {
  readonly params: WireValues;
  /** The params as they are compared: equal ones are the same, so that a parent that renders anew changes nothing. */
  readonly text: string;
  /** When these params came to be shown, in milliseconds since 1970. */
  readonly since: number;
}

// A provider and its hooks are made by separate calls, of which a bundler may drop any: they meet by the definition.
const reactContexts = new WeakMap<object, Context<Shown | undefined>>();

function reactContextOf(definition: object): Context<Shown | undefined> {
  const known = reactContexts.get(definition) ?? createContext<Shown | undefined>(undefined);
  reactContexts.set(definition, known);
  return known;
}

/**
 * Makes the provider of a context: `export const UserContext = contextProvider(user)`, then `<UserContext userId={5}>`.
 * Providers nest; of one context the nearest counts.
 */
export function contextProvider<Params extends object, Bundle, Errors>(
  definition: ContextDefinition<Params, Bundle, Errors>,
): (props: ProviderProps<Params>) => JSX.Element {
  const ShownContext = reactContextOf(definition);
  function Provider({ children, ...params }: { readonly children?: ReactNode }): JSX.Element {
    const wire = definition.wireParams(params as Params);
    // To compare with, never to read from: JSON turns NaN into null, and null is all of them.
    const text = JSON.stringify(wire);
    const [shown, show] = useState<Shown>(() => ({ params: wire, text, since: Date.now() }));
    if (shown.text !== text) {
      show({ params: wire, text, since: Date.now() });
    }
    return <ShownContext.Provider value={shown}>{children}</ShownContext.Provider>;
  }
  Provider.displayName = providerName(definition);
  return Provider;
}

/**
 * Makes the options of a context's query, for all that TanStack does with one:
 * `queryClient.prefetchQuery(userOptions(client, { userId: 5 }))`.
 */
export function contextOptions<Params, Bundle, Errors>(
  definition: ContextDefinition<Params, Bundle, Errors>,
) {
  return (client: Client, ...[params]: Given<Params>) =>
    bundleOptions(definition, client, definition.wireParams(params));
}

/** What a member's hook takes. */
export interface MemberOptions<Member, Selected> {
  /** The part that is wanted: the component renders when that part changed. */
  readonly select?: (member: Member) => Selected;
}

/**
 * Makes the hook of a member: `export const useUserProfile = memberHook(user, "userProfile")`. It reads the bundle of
 * the params that the nearest provider shows, once for all hooks, and renders when its own member changed.
 *
 * The hook throws an Error that names the provider if there is none around it.
 */
export function memberHook<Params, Bundle, Errors, Name extends keyof Bundle & string>(
  definition: ContextDefinition<Params, Bundle, Errors>,
  member: Name,
): <Selected = Bundle[Name]>(
  options?: MemberOptions<Bundle[Name], Selected>,
) => UseQueryResult<Selected, Errors | Failure> {
  const useMemberQuery = memberQueryHook(definition, member);
  return function useMember<Selected = Bundle[Name]>(options: MemberOptions<Bundle[Name], Selected> = {}) {
    return useQuery(useMemberQuery(options));
  };
}

/**
 * Makes the hook of a member for Suspense: `export const useSuspenseUserProfile = suspenseHook(user, "userProfile")`. Until
 * there is an answer its component suspends; the first read's error is thrown to the nearest error boundary. All else is as
 * {@link memberHook} says.
 */
export function suspenseHook<Params, Bundle, Errors, Name extends keyof Bundle & string>(
  definition: ContextDefinition<Params, Bundle, Errors>,
  member: Name,
): <Selected = Bundle[Name]>(
  options?: MemberOptions<Bundle[Name], Selected>,
) => UseSuspenseQueryResult<Selected, Errors | Failure> {
  const useMemberQuery = memberQueryHook(definition, member);
  return function useSuspenseMember<Selected = Bundle[Name]>(
    options: MemberOptions<Bundle[Name], Selected> = {},
  ) {
    return useSuspenseQuery(useMemberQuery(options));
  };
}

/** The options of a member's query under the nearest provider. */
function memberQueryHook<Params, Bundle, Errors, Name extends keyof Bundle & string>(
  definition: ContextDefinition<Params, Bundle, Errors>,
  member: Name,
) {
  const ShownContext = reactContextOf(definition);
  return function useMemberQuery<Selected>({ select }: MemberOptions<Bundle[Name], Selected>) {
    const shown = useContext(ShownContext);
    if (!shown) {
      throw new Error(`use${capital(member)} needs <${providerName(definition)}>`);
    }
    return {
      ...bundleOptions(definition, useMizanClient(), shown.params),
      ...useRefetchOnMount(shown.since),
      select: useCallback(
        // Without a `select` of its own, what is selected is the member: that is what the default type says.
        (bundle: Bundle) => (select ? select(bundle[member]) : (bundle[member] as unknown as Selected)),
        [select],
      ),
    };
  };
}

// A hook that mounts under a provider that has read already takes what the others show. Without this each one that comes
// later, as data arrives for its parent, would read the whole bundle again. What was prefetched, or came with the page, is
// shown as it is: it was read to be shown, and what dropped it since has taken it away. What is older than the page was kept
// somewhere, where nobody heard; and what was dropped where it was shown but not to be read is still to be read. Who asked
// TanStack for another habit has it.
function useRefetchOnMount(since: number): { refetchOnMount?: (query: Read) => boolean } {
  const queryClient = useQueryClient();
  const asked =
    queryClient.getQueryDefaults([ROOT]).refetchOnMount ??
    queryClient.getDefaultOptions().queries?.refetchOnMount ??
    true;
  return asked === true
    ? {
        refetchOnMount: (query) =>
          query.state.isInvalidated ||
          query.state.dataUpdatedAt < (wasShown(query) ? since : performance.timeOrigin - SKEW),
      }
    : {};
}

// By so much the clock of the server that has rendered the page may be behind.
const SKEW = 10_000;

interface Read {
  readonly state: { readonly dataUpdatedAt: number; readonly isInvalidated: boolean };
}

function bundleOptions<Params, Bundle, Errors>(
  definition: ContextDefinition<Params, Bundle, Errors>,
  client: Client,
  params: WireValues,
) {
  return queryOptions<Bundle, Errors | Failure, Bundle, MizanQueryKey>({
    queryKey: queryKeyOf(definition.wireName, params),
    queryFn: ({ signal }) => definition.read(client, params, { signal }),
    structuralSharing: definition.share,
  });
}

/** What comes after the client where a context has params. */
type Given<Params> = Record<string, never> extends Params ? [params?: Params] : [params: Params];

function providerName({ wireName }: { readonly wireName: string }): string {
  return `${capital(camel(wireName))}Context`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
