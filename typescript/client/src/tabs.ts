// The other tabs of one app: what a client says to them, and how it hears them. It decides what a message is, and that a
// page which did not listen for a while trusts nothing that it knows; what is done about either is the client's. The page is
// `ir/protocol/client.md`, rule 10.

import { readTargets } from "./invalidation.ts";
import type { Tab, Target } from "./wire.ts";

/** What another tab says: what a call's answer dropped there, or that it was cleared. */
type Message = readonly Target[] | typeof CLEARED;

const CLEARED = "cleared";

/**
 * Joins the tabs of those whose transport has this `address`. The answer tells them, and never this one; there is none where
 * the host has no channel to them.
 */
export function joinTabs(tab: Tab, address = ""): ((targets?: readonly Target[]) => void) | undefined {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(`mizan:${address}`);
  } catch {
    // An old engine has none, and a frame without storage of its own may not have one.
    return undefined;
  }
  // Anybody of this origin may send anything: what has not the form of a message counts as everything that was dropped.
  channel.onmessage = ({ data }: MessageEvent<unknown>) =>
    data === CLEARED ? tab.clear() : tab.hear(readTargets(data));
  // In Node a channel keeps its process, and nobody there waits for other tabs.
  (channel as { unref?(): void }).unref?.();
  // A page that the browser kept aside has heard nothing, not even that somebody else signed in.
  globalThis.addEventListener?.("pageshow", ({ persisted }) => persisted && tab.clear());
  return (message: Message = CLEARED) => channel.postMessage(message);
}
