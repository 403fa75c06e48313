// Short notices at the bottom with, where a thing can be undone, an Undo button.
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { IconButton } from "./button";

export interface ToastOptions {
  kind?: "done" | "failed";
  action?: { label: string; run: () => void };
}

interface Toast extends ToastOptions {
  id: number;
  text: string;
}

const shownForMs = 7000;
const mostShown = 3;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function replace(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number) {
  replace(toasts.filter((toast) => toast.id !== id));
}

export function toast(text: string, options: ToastOptions = {}) {
  const id = nextId++;
  replace([...toasts, { id, text, ...options }].slice(-mostShown));
  setTimeout(() => dismiss(id), shownForMs);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section
      aria-label="Notices"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-4 z-50 flex flex-col items-center gap-2"
    >
      {shown.map((item) => (
        <div
          key={item.id}
          className="pointer-events-auto flex min-h-10 max-w-full animate-in items-center gap-2.5 rounded-lg border border-line bg-raised py-1 pr-1 pl-3 text-sm shadow-float sm:max-w-lg"
        >
          {item.kind === "failed" ? (
            <CircleAlert size={16} className="shrink-0 text-bad" aria-hidden />
          ) : (
            <CircleCheck size={16} className="shrink-0 text-good" aria-hidden />
          )}
          <span className="min-w-0 flex-1 break-words">{item.text}</span>
          {item.action && (
            <button
              type="button"
              className="h-7 rounded-md px-2 font-medium text-accent-ink hover:bg-hover"
              onClick={() => {
                item.action?.run();
                dismiss(item.id);
              }}
            >
              {item.action.label}
            </button>
          )}
          <IconButton icon={X} label="Dismiss" small onClick={() => dismiss(item.id)} />
        </div>
      ))}
    </section>
  );
}
