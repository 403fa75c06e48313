// What a page shows when it has nothing, not yet, or no longer.
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError } from "@/app/client";
import { Button } from "./button";
import { cx } from "./class-names";
import { CopyIcon } from "./copy";
import { Frog } from "./logo";

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  // When nothing else on the page has a heading.
  main?: boolean;
}

export function Empty({ title, children, action, main }: EmptyProps) {
  const Heading = main ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center px-6 py-16 text-center">
      <Frog size={32} quiet />
      <Heading className="mt-4 text-base font-semibold">{title}</Heading>
      {children && <div className="mt-1 max-w-[46ch] text-sm text-ink-2">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("animate-skeleton rounded-sm bg-active", className)} />;
}

const places = (count: number) => [...Array(count).keys()];

// Rows of a table that is still loading.
export function SkeletonRows({ rows = 8, columns = 4 }: { rows?: number; columns?: number }) {
  return (
    <div role="status" aria-label="Loading" className="divide-y divide-line">
      {places(rows).map((row) => (
        <div key={row} className="flex h-9 items-center gap-6 px-4">
          {places(columns).map((column) => (
            <Skeleton
              key={column}
              className={cx(
                "h-3",
                column === 0 ? "w-40" : column === columns - 1 ? "ml-auto w-16" : "w-28 max-md:hidden",
              )}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface FailureProps {
  error: unknown;
  what: string;
  retry?: () => void;
}

// An error in place: what happened, whose fault it was, what to do, and the request id for the log.
export function Failure({ error, what, retry }: FailureProps) {
  const api = error instanceof ApiError ? error : null;
  const detail = api ? api.detail : "Something in this page went wrong. Loading it again may help.";
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-16 text-center">
      <h2 className="text-base font-semibold">{what}</h2>
      <p className="mt-1 max-w-[56ch] text-sm text-ink-2">{detail}</p>
      {api?.requestId && (
        <p className="mt-3 flex items-center gap-1 font-mono text-xs text-ink-3">
          request {api.requestId}
          <CopyIcon text={api.requestId} label="Copy request id" />
        </p>
      )}
      {retry && (
        <Button className="mt-5" icon={RotateCw} onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
