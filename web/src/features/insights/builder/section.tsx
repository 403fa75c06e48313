// One part of the builder: what it is about, what it holds.
import type { ReactNode } from "react";

export function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-b border-line px-3 py-3 last:border-b-0">
      <div className="flex min-h-6 items-center justify-between pb-1.5">
        <h2 className="text-xs font-medium text-ink-3">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
