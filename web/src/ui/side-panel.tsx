// A panel that slides over the page from the right: people behind a number, details of something listed.
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { scrimClass } from "./dialog";

interface SidePanelProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  about?: ReactNode;
  children: ReactNode;
}

export function SidePanel({ open, onClose, title, about, children }: SidePanelProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={scrimClass} />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.target as HTMLElement).focus();
          }}
          className="fixed inset-y-0 right-0 z-50 flex w-[560px] max-w-full animate-panel flex-col border-l border-line bg-raised shadow-float outline-none"
        >
          <div className="flex items-start gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold break-words">{title}</Radix.Title>
              {about && <div className="mt-0.5 text-sm text-ink-2">{about}</div>}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" className="-mr-2" />
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
