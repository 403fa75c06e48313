// Short notices at the bottom with, where a thing can be undone, an Undo button. They stay while somebody points at one or
// has the focus in it.
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

const shownForMs = 7_000;
// Time to read it, think, and get there.
const shownWithActionForMs = 12_000;
const mostShown = 3;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function replace(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const timers = new Map<number, ReturnType<typeof setTimeout>>();

function hold() {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
}

// Those without a timer have their whole time again.
function release() {
  for (const { id, action } of toasts) {
    if (timers.has(id)) continue;
    timers.set(
      id,
      setTimeout(() => dismiss(id), action ? shownWithActionForMs : shownForMs),
    );
  }
}

function dismiss(id: number) {
  clearTimeout(timers.get(id));
  timers.delete(id);
  replace(toasts.filter((toast) => toast.id !== id));
  // The one that went may have been the one pointed at.
  release();
}

export function toast(text: string, options: ToastOptions = {}) {
  const next = [...toasts, { id: nextId++, text, ...options }];
  for (const { id } of next.slice(0, -mostShown)) dismiss(id);
  replace(next.slice(-mostShown));
  release();
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
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
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
