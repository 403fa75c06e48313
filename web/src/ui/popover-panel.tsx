// A panel of controls that opens at its button and floats over the page until somebody looks elsewhere.
import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./class-names";
import { floatClass } from "./menu";

interface PopoverPanelProps {
  trigger: ReactNode;
  // What screen readers call the panel.
  label: string;
  // Its width and padding.
  className: string;
  children: ReactNode;
  align?: "start" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function PopoverPanel({ trigger, label, className, children, align = "start", ...control }: PopoverPanelProps) {
  return (
    <Popover.Root {...control}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          // A list that is opened from inside of it stands beside it.
          onInteractOutside={(event) =>
            (event.target as HTMLElement).closest("[data-picker]") && event.preventDefault()
          }
          className={cx(floatClass, "max-w-[calc(100vw-16px)]", className)}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
