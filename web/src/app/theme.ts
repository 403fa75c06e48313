// Light, dark or as the system says. public/theme.js sets it before the first paint; this keeps it up to date.
import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "./stored";

export type ThemeChoice = "system" | "light" | "dark";
const key = "theme";
const listeners = new Set<() => void>();
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function read(): ThemeChoice {
  const stored = readStored(key);
  return stored === "light" || stored === "dark" ? stored : "system";
}

let choice = read();

function apply() {
  const dark = choice === "dark" || (choice === "system" && systemDark.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const listener of listeners) listener();
}

systemDark.addEventListener("change", apply);

export function setTheme(next: ThemeChoice) {
  choice = next;
  writeStored(key, next);
  apply();
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => choice,
  );
}
