// Keys that work on every page. A sequence is two keys within a second and a half ("g" then a letter).
import { useEffect, useRef } from "react";

const sequenceMs = 1500;

// Whether a key press belongs to something the person is typing into.
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

// `keys` maps "?" or "g l" to what it does. Returns what to call for a press, given what was pressed before.
export function matchShortcut(
  keys: Record<string, () => void>,
  pressed: string,
  before: { key: string; at: number } | null,
  now: number,
): (() => void) | undefined {
  const sequence = before && now - before.at <= sequenceMs ? keys[`${before.key} ${pressed}`] : undefined;
  return sequence ?? keys[pressed];
}

export function useShortcuts(keys: Record<string, () => void>) {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let before: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"],[role="menu"]')) return;
      const run = matchShortcut(current.current, event.key, before, event.timeStamp);
      before = { key: event.key, at: event.timeStamp };
      if (!run) return;
      event.preventDefault();
      before = null;
      run();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
