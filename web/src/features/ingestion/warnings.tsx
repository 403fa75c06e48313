// Warnings about events that were stored, but not quite as sent.
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { cx } from "@/ui/class-names";
import { JsonView } from "@/ui/json-view";
import { exactNumber } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { type IngestionWarning, warningsQuery } from "./api";
import { reasonText } from "./ledger";

export function Warnings() {
  const project = useProject();
  const warnings = useQuery(warningsQuery(project.id));
  return (
    <section>
      <h2 className="pb-2 text-base font-semibold">Warnings</h2>
      <Card>
        {warnings.error ? (
          <Failure error={warnings.error} what="The warnings could not be loaded" retry={() => warnings.refetch()} />
        ) : !warnings.data ? (
          <SkeletonRows rows={3} columns={3} />
        ) : warnings.data.results.length === 0 ? (
          <p className="px-4 py-6 text-center text-sm text-ink-2">
            No warnings. Events that are stored differently from how they were sent are named here, with an example.
          </p>
        ) : (
          <ul className="divide-y divide-line">
            {warnings.data.results.map((warning) => (
              <WarningRow key={warning.type} warning={warning} />
            ))}
          </ul>
        )}
      </Card>
    </section>
  );
}

function WarningRow({ warning }: { warning: IngestionWarning }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-11 w-full items-center gap-3 px-4 py-2 text-left text-sm hover:bg-hover/60 focus-visible:-outline-offset-2"
      >
        <ChevronRight
          size={14}
          aria-hidden
          className={cx("shrink-0 text-ink-3 transition-transform duration-[140ms]", open && "rotate-90")}
        />
        <span className="min-w-0 flex-1 truncate font-medium">{reasonText(warning.type).title}</span>
        <span className="text-xs text-ink-3 max-sm:hidden">
          last <Time at={warning.last_seen} />
        </span>
        <span className="tabular w-16 text-right">{exactNumber(warning.count)}</span>
      </button>
      {open && (
        <div className="animate-fade px-4 pb-4">
          {reasonText(warning.type).help && (
            <p className="max-w-[72ch] pb-2 text-sm text-ink-2">{reasonText(warning.type).help}</p>
          )}
          <p className="pb-2 text-xs text-ink-3">The latest example</p>
          <JsonView value={warning.example} />
        </div>
      )}
    </li>
  );
}
