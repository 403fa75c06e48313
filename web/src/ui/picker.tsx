// A searchable list in a popover: events, properties, values, anything one chooses from many.
import { Command } from "cmdk";
import { Check } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { cx } from "./class-names";
import { floatClass } from "./menu";

export interface PickerOption {
  value: string;
  title: string;
  // The name in the data, where the title is another.
  code?: string;
  icon?: ReactNode;
  hint?: ReactNode;
  group?: string;
}

interface PickerProps {
  trigger: ReactNode;
  label: string;
  options: readonly PickerOption[];
  chosen?: string | readonly string[];
  // With several the list stays open and a pick adds or takes away.
  onPick: (value: string) => void;
  several?: boolean;
  loading?: boolean;
  failed?: boolean;
  // What is typed, once it rests; for lists the server searches.
  onSearch?: (search: string) => void;
  // Any text may be chosen; what the item that does it says.
  typed?: (text: string) => string;
  empty?: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  foot?: ReactNode;
  // More about the item that Enter would pick, below the list.
  about?: (value: string) => ReactNode;
  align?: "start" | "end";
  wide?: boolean;
}

export function Picker(props: PickerProps) {
  const { trigger, label, onPick, several, align = "start", wide, foot } = props;
  const [own, setOwn] = useState(false);
  const open = props.open ?? own;
  const setOpen = (next: boolean) => {
    setOwn(next);
    props.onOpenChange?.(next);
    if (!next) props.onSearch?.("");
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          data-picker
          // A list that what was picked has opened keeps the focus.
          onCloseAutoFocus={(event) =>
            document.querySelector('[data-picker][data-state="open"]') && event.preventDefault()
          }
          className={cx(floatClass, "max-w-[calc(100vw-16px)] p-0", wide ? "w-96" : "w-72")}
        >
          <PickerList
            {...props}
            onPick={(value) => {
              onPick(value);
              if (!several) setOpen(false);
            }}
          />
          {foot}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function PickerList(props: PickerProps) {
  const { label, options, chosen, onPick, loading, failed, onSearch, typed, empty, about } = props;
  const [search, setSearch] = useState("");
  const [lit, setLit] = useState("");
  const rested = useRested(lit);
  const text = search.trim();
  // The first item is lit until another one is, also when the list comes later than what is typed.
  const first = options.find(({ value, title, code }) =>
    [value, title, code ?? ""].some((each) => each.toLowerCase().includes(text.toLowerCase())),
  );
  const offer = `exactly ${text}`;
  const firstValue = first?.value.trim();
  const lastFirst = useRef("");
  useEffect(() => {
    if (firstValue === undefined) return;
    setLit((now) => (now === "" || now === offer || now === lastFirst.current ? firstValue : now));
    lastFirst.current = firstValue;
  }, [firstValue, offer]);
  useEffect(() => {
    if (!onSearch) return;
    const timer = setTimeout(() => onSearch(text), 180);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  const isChosen = (value: string) => (Array.isArray(chosen) ? chosen.includes(value) : chosen === value);
  const groups = [...new Set(options.map((option) => option.group ?? ""))];
  const offered = typed && text !== "" && !options.some((option) => option.value === text);
  return (
    <Command loop value={lit} onValueChange={setLit}>
      <Command.Input
        autoFocus
        value={search}
        onValueChange={setSearch}
        placeholder={label}
        aria-label={label}
        className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        {!offered && (
          <Command.Empty className="px-3 py-6 text-center text-sm text-ink-2">
            {failed
              ? "The list could not be loaded."
              : loading
                ? "Loading…"
                : text === ""
                  ? (empty ?? "Nothing here yet.")
                  : `Nothing is called “${text}”.`}
          </Command.Empty>
        )}
        {groups.map((group) => (
          <Command.Group
            key={group}
            heading={group || undefined}
            className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-1.5 **:[[cmdk-group-heading]]:pb-0.5 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:font-medium **:[[cmdk-group-heading]]:text-ink-3"
          >
            {options
              .filter((option) => (option.group ?? "") === group)
              .map((option) => (
                <Command.Item
                  key={option.value}
                  value={option.value}
                  keywords={[option.title, option.code ?? ""]}
                  onSelect={() => onPick(option.value)}
                  className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm data-[selected=true]:bg-hover"
                >
                  {option.icon}
                  <bdi className="min-w-0 flex-1 truncate" title={option.title}>
                    {option.title}
                  </bdi>
                  {option.code && option.code !== option.title && (
                    <code className="max-w-32 truncate font-mono text-2xs text-ink-3">{option.code}</code>
                  )}
                  {option.hint && <span className="tabular shrink-0 text-xs text-ink-3">{option.hint}</span>}
                  {isChosen(option.value) && (
                    <Check size={14} className="shrink-0 text-accent-ink" aria-label="chosen" />
                  )}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
        {offered && (
          <Command.Item
            value={offer}
            keywords={[text]}
            onSelect={() => onPick(text)}
            className="flex min-h-8 cursor-default items-center rounded-md px-2 text-sm data-[selected=true]:bg-hover"
          >
            <span className="truncate">{typed(text)}</span>
          </Command.Item>
        )}
      </Command.List>
      {about && options.some((option) => option.value === rested) && (
        <div className="border-t border-line px-3 py-2 text-xs text-ink-2 max-sm:hidden">{about(rested)}</div>
      )}
    </Command>
  );
}

// What stays for a moment: running down a list must not ask the server about every item.
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), 150);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
