// The head of every page: title, one line saying what it is, the primary action at the right, filters below.
import { type ReactNode, useEffect } from "react";
import { cx } from "./class-names";

export function useTitle(title: string | undefined) {
  useEffect(() => {
    if (title) document.title = `${title} · Leapfrog`;
  }, [title]);
}

interface PageHeadProps {
  title: string;
  about?: ReactNode;
  actions?: ReactNode;
  // Instead of the plain title text, for a head with a picture or breadcrumb.
  heading?: ReactNode;
}

export function PageHead({ title, about, actions, heading }: PageHeadProps) {
  useTitle(title);
  return (
    <header className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 pt-5 pb-3 md:px-6">
      <div className="min-w-0 flex-1 basis-64">
        {heading ?? <h1 className="truncate text-xl font-semibold tracking-tight">{title}</h1>}
        {about && <p className="mt-0.5 max-w-[80ch] text-sm wrap-anywhere text-ink-2">{about}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

export function PageBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx("px-4 pb-12 md:px-6", className)}>{children}</div>;
}

interface CardProps {
  children: ReactNode;
  className?: string;
  // What it shows is about to be replaced.
  busy?: boolean;
}

export function Card({ children, className, busy }: CardProps) {
  return (
    <section aria-busy={busy} className={cx("rounded-lg border border-line bg-surface", className)}>
      {children}
    </section>
  );
}
