// Building blocks of settings: a section with head and card, a row with a switch.
import { Switch as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";
import { Card } from "./page";

interface SectionProps {
  title: string;
  about?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, about, action, children }: SectionProps) {
  return (
    <section className="pb-8">
      <div className="flex items-end gap-4 pb-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
          {about && <p className="mt-0.5 max-w-[64ch] text-sm text-ink-2">{about}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

export function Rows({ children }: { children: ReactNode }) {
  return <Card className="divide-y divide-line">{children}</Card>;
}

interface SwitchRowProps {
  title: string;
  about: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function SwitchRow({ title, about, on, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="text-sm font-medium">
          {title}
        </label>
        <p id={`${id}-about`} className="text-xs text-ink-3">
          {about}
        </p>
      </div>
      <Radix.Root
        id={id}
        checked={on}
        onCheckedChange={onChange}
        aria-describedby={`${id}-about`}
        className="relative h-5 w-9 shrink-0 rounded-full bg-control transition-colors duration-[140ms] data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow-sm transition-transform duration-[140ms] data-[state=checked]:translate-x-[18px]" />
      </Radix.Root>
    </div>
  );
}
