// What somebody has changed and not saved yet: it survives a reload of the page and is forgotten when saved or discarded.
import { useState } from "react";

function read<T>(key: string): T | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined; // switched off, or not ours: then there is no draft
  }
}

function write(key: string, value: unknown) {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // See above.
  }
}

// `name` says whose draft it is: "action 3 of project 1". Nothing when nothing was changed.
export function useDraft<T>(name: string) {
  const key = `leapfrog.draft.${name}`;
  const [draft, set] = useState(() => read<T>(key));
  const setDraft = (next: T | undefined) => {
    write(key, next);
    set(next);
  };
  return [draft, setDraft] as const;
}
