// Drop-down menus; keyboard and focus come from Radix.
import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./class-names";

export const floatClass = "z-50 animate-in rounded-lg border border-line bg-raised p-1 shadow-float outline-none";

interface MenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "right";
  className?: string;
  // For a menu that is opened by something else than its trigger.
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Menu({ trigger, children, align = "start", side = "bottom", className, ...control }: MenuProps) {
  return (
    <Radix.Root {...control}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          // A dialog that an item has opened keeps the focus.
          onCloseAutoFocus={(event) => document.querySelector('[role="dialog"]') && event.preventDefault()}
          className={cx(floatClass, "min-w-48 max-w-80", className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuItemProps {
  icon?: LucideIcon;
  children: ReactNode;
  onSelect?: () => void;
  danger?: boolean;
  checked?: boolean;
  hint?: string;
  disabled?: boolean;
}

export const menuItemClass =
  "flex h-8 w-full cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none select-none " +
  "data-highlighted:bg-hover data-disabled:opacity-50";

export function MenuItem({ icon: Icon, children, onSelect, danger, checked, hint, disabled }: MenuItemProps) {
  return (
    <Radix.Item onSelect={onSelect} disabled={disabled} className={cx(menuItemClass, danger ? "text-bad" : "text-ink")}>
      {Icon && <Icon size={16} className={danger ? "" : "text-ink-3"} aria-hidden />}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="text-xs text-ink-3">{hint}</span>}
      {checked && <Check size={16} className="text-accent-ink" aria-label="chosen" />}
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-ink-3">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
