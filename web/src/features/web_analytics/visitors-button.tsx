// A number of people in a table, which leads to them.
import { compactNumber, exactNumber, plural } from "@/ui/numbers";

interface VisitorsButtonProps {
  count: number;
  // Whose: the name of the row.
  of: string;
  onClick?: () => void;
}

export function VisitorsButton({ count, of, onClick }: VisitorsButtonProps) {
  if (!onClick) return <span title={exactNumber(count)}>{compactNumber(count)}</span>;
  return (
    <button
      type="button"
      aria-label={`${plural(count, "visitor")} of ${of}: see the people`}
      title={`${exactNumber(count)}: see the people`}
      onClick={onClick}
      className="rounded-sm hover:text-accent-ink hover:underline"
    >
      {compactNumber(count)}
    </button>
  );
}
