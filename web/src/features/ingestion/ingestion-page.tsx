// Is anything lost? The ledger of what came in and what became of it, and warnings about single events.
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Hourglass, TriangleAlert } from "lucide-react";
import { useProject } from "@/features/accounts/api";
import { latestEventTimeQuery } from "@/features/events/api";
import { cx } from "@/ui/class-names";
import { compactNumber, exactNumber, plural, sizeText } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Failure, Skeleton } from "@/ui/states";
import { Time } from "@/ui/time";
import { type Ledger, ledgerQuery } from "./api";
import { ledgerFates, reasonText, verdictOf } from "./ledger";
import { Warnings } from "./warnings";

const refreshMs = 3000;

export function IngestionPage() {
  const project = useProject();
  const ledger = useQuery({ ...ledgerQuery(project.id), refetchInterval: refreshMs });
  return (
    <>
      <PageHead
        title="Ingestion health"
        about="Every event that was received is accounted for: stored, dropped as a repeat, rejected with a reason, or waiting."
      />
      <PageBody className="flex max-w-5xl flex-col gap-6">
        {ledger.data ? (
          <>
            <Verdict ledger={ledger.data} />
            <LedgerCard ledger={ledger.data} />
            <Rejected ledger={ledger.data} />
          </>
        ) : ledger.error ? (
          <Card>
            <Failure error={ledger.error} what="The ledger could not be loaded" retry={() => ledger.refetch()} />
          </Card>
        ) : (
          <>
            <Skeleton className="h-12 w-full" />
            <Skeleton className="h-44 w-full" />
          </>
        )}
        <Warnings />
      </PageBody>
    </>
  );
}

const looks = {
  good: { icon: CircleCheck, className: "bg-good-soft text-good" },
  wait: { icon: Hourglass, className: "bg-info-soft text-info" },
  bad: { icon: TriangleAlert, className: "bg-bad-soft text-bad" },
} as const;

function Verdict({ ledger }: { ledger: Ledger }) {
  const verdict = verdictOf(ledger);
  const { icon: Icon, className } = looks[verdict.kind];
  return (
    <div role="status" className={cx("flex items-start gap-3 rounded-lg px-4 py-3 text-sm", className)}>
      <Icon size={18} className="mt-px shrink-0" aria-hidden />
      <div>
        <p className="font-semibold">{verdict.title}</p>
        <p className="text-ink-2">{verdict.text}</p>
      </div>
    </div>
  );
}

const colours: Record<string, string> = {
  stored: "bg-accent",
  deduplicated: "bg-info",
  rejected: "bg-bad-fill",
  waiting: "bg-warn-mark",
};

function LedgerCard({ ledger }: { ledger: Ledger }) {
  const project = useProject();
  const latest = useQuery({ ...latestEventTimeQuery(project.id), refetchInterval: refreshMs });
  const fates = ledgerFates(ledger);
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <Figure title="Received" value={ledger.received} large />
        <dl className="flex gap-8 text-sm">
          <div>
            <dt className="text-xs text-ink-3">Not yet stored</dt>
            <dd className="tabular font-medium">{sizeText(ledger.lag_bytes)}</dd>
          </div>
          <div>
            <dt className="text-xs text-ink-3">Last event</dt>
            <dd className="font-medium">
              <Time at={latest.data} />
            </dd>
          </div>
        </dl>
      </div>
      <div
        role="img"
        aria-label={`Of ${exactNumber(ledger.received)} received: ${fates.map((fate) => `${exactNumber(fate.count)} ${fate.title.toLowerCase()}`).join(", ")}`}
        className="mt-5 flex h-2.5 gap-px overflow-hidden rounded-full bg-active"
      >
        {fates
          .filter((fate) => fate.count > 0)
          .map((fate) => (
            <div key={fate.key} className={colours[fate.key]} style={{ flexGrow: fate.count, minWidth: 4 }} />
          ))}
      </div>
      <div className="mt-5 grid grid-cols-2 gap-4 md:grid-cols-4">
        {fates.map((fate) => (
          <div key={fate.key}>
            <div className="flex items-center gap-1.5">
              <span aria-hidden className={cx("size-2 rounded-full", colours[fate.key])} />
              <span className="text-xs text-ink-3">{fate.title}</span>
            </div>
            <Figure value={fate.count} share={ledger.received > 0 ? fate.count / ledger.received : undefined} />
            <p className="mt-0.5 text-xs text-ink-3">{fate.about}</p>
          </div>
        ))}
      </div>
    </Card>
  );
}

interface FigureProps {
  title?: string;
  value: number;
  share?: number;
  large?: boolean;
}

function Figure({ title, value, share, large }: FigureProps) {
  return (
    <div title={exactNumber(value)}>
      {title && <div className="text-xs text-ink-3">{title}</div>}
      <span className={cx("tabular font-semibold tracking-tight", large ? "text-2xl" : "text-xl")}>
        {large ? exactNumber(value) : compactNumber(value)}
      </span>
      {large && <span className="ml-1.5 text-sm text-ink-3">{value === 1 ? "event" : "events"}</span>}
      {share !== undefined && <span className="tabular ml-1.5 text-xs text-ink-3">{(share * 100).toFixed(1)}%</span>}
    </div>
  );
}

function Rejected({ ledger }: { ledger: Ledger }) {
  const reasons = Object.entries(ledger.rejected.by_reason)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return null;
  const most = reasons[0]?.[1] ?? 1;
  return (
    <section>
      <h2 className="pb-2 text-base font-semibold">Why events were rejected</h2>
      <Card>
        <ul className="divide-y divide-line">
          {reasons.map(([reason, count]) => (
            <li key={reason} className="flex items-center gap-4 px-4 py-2.5 text-sm">
              <div className="min-w-0 flex-1">
                <p className="font-medium">{reasonText(reason).title}</p>
                <p className="text-xs text-ink-3">{reasonText(reason).help}</p>
              </div>
              <div aria-hidden className="h-1.5 w-32 overflow-hidden rounded-full bg-active max-sm:hidden">
                <div
                  className="h-full rounded-full bg-bad-fill"
                  style={{ width: `${Math.max(2, (count / most) * 100)}%` }}
                />
              </div>
              <span className="tabular w-20 text-right" title={plural(count, "event")}>
                {compactNumber(count)}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
