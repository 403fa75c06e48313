// Previous and next below a list, with the places shown.
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "./button";
import { exactNumber } from "./numbers";

interface PagerProps {
  label: string;
  // Counted from 1.
  page: number;
  pageSize: number;
  shown: number;
  more: boolean;
  onPage: (page: number) => void;
}

export function Pager({ label, page, pageSize, shown, more, onPage }: PagerProps) {
  if (page === 1 && !more) return null;
  const first = (page - 1) * pageSize;
  return (
    <nav aria-label={label} className="mt-3 flex items-center justify-end gap-2">
      <span className="tabular mr-2 text-sm text-ink-3">
        {exactNumber(first + 1)}–{exactNumber(first + shown)}
      </span>
      <Button icon={ChevronLeft} disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <Button disabled={!more} onClick={() => onPage(page + 1)}>
        Next <ChevronRight size={16} aria-hidden />
      </Button>
    </nav>
  );
}
