// What a page belongs to, as links above its title, from the outside in; the page itself is the title below.
import { ChevronRight } from "lucide-react";
import { Children, type ReactNode } from "react";

interface BreadcrumbsProps {
  children: ReactNode;
  // Said behind the links: that something is not saved yet.
  mark?: ReactNode;
}

export function Breadcrumbs({ children, mark }: BreadcrumbsProps) {
  return (
    <nav aria-label="Breadcrumbs" className="mb-0.5 flex items-center gap-1 text-sm text-ink-3">
      <ol className="flex min-w-0 items-center gap-1">
        {Children.map(children, (child, at) => (
          <li className="flex min-w-0 items-center gap-1 [&>a]:truncate [&>a]:rounded-sm [&>a:hover]:text-ink">
            {at > 0 && <ChevronRight size={14} className="shrink-0" aria-hidden />}
            {child}
          </li>
        ))}
      </ol>
      {mark}
    </nav>
  );
}
