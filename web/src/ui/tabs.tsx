// Tabs as a row of words with a line below; keyboard by Radix.
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./class-names";

export interface TabEntry<T extends string> {
  value: T;
  title: string;
  count?: number;
}

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly TabEntry<T>[];
  value: T;
  onChange: (value: T) => void;
  children: ReactNode;
  small?: boolean;
}

export function Tabs<T extends string>({ label, tabs, value, onChange, children, small }: TabsProps<T>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)}>
      <Radix.List aria-label={label} className="flex gap-4 overflow-x-auto overflow-y-hidden border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={cx(
              "-mb-px flex shrink-0 items-center gap-1.5 border-b-2 border-transparent text-sm text-ink-2 hover:text-ink focus-visible:-outline-offset-2",
              "data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink",
              small ? "h-8" : "h-9",
            )}
          >
            {tab.title}
            {tab.count !== undefined && <span className="tabular text-xs font-normal text-ink-3">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Radix.Content value={value} className="pt-3 outline-none">
      {children}
    </Radix.Content>
  );
}
