/** What the screen shows, kept in the page's address, so that it can be shared and the Back button works. */

import { useSyncExternalStore } from "react";

export interface Address {
  /** A department's slug; null is everything. */
  readonly category: string | null;
  readonly page: number;
  readonly product: number | null;
  readonly pinned: number | null;
}

const listeners = new Set<() => void>();
let current = read(window.location.search);

window.addEventListener("popstate", () => settle());

function read(search: string): Address {
  const query = new URLSearchParams(search);
  const whole = (name: string): number | null => {
    const text = query.get(name) ?? "";
    return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : null;
  };
  return {
    category: query.get("category"),
    page: whole("page") ?? 1,
    product: whole("product"),
    pinned: whole("pinned"),
  };
}

function write(address: Address): string {
  const query = new URLSearchParams();
  if (address.category !== null) query.set("category", address.category);
  if (address.page !== 1) query.set("page", String(address.page));
  if (address.product !== null) query.set("product", String(address.product));
  if (address.pinned !== null) query.set("pinned", String(address.pinned));
  const text = query.toString();
  return text === "" ? window.location.pathname : `?${text}`;
}

function settle(): void {
  current = read(window.location.search);
  for (const listener of listeners) listener();
}

/** Shows something else; what is not named stays. */
export function go(change: Partial<Address>): void {
  window.history.pushState(null, "", write({ ...current, ...change }));
  settle();
}

/** What the screen shows. */
export function useAddress(): Address {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
