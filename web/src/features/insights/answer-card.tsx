// The answer to a question with all that surrounds it: what it waits for, what went wrong, when it was computed.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ReceiptText, RotateCw } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { isTyping } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { answerQuery, forceNext, insightKey, progressQuery } from "@/query/client";
import type { ActorsSource, Answer, DateRange, InsightQuery } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { compactNumber } from "@/ui/numbers";
import { Empty, Failure } from "@/ui/states";
import { Time } from "@/ui/time";
import { askedQuery, missing } from "./asked";
import { Receipt } from "./receipt";
import { InsightResult } from "./results/result";

interface AnswerCardProps {
  query: InsightQuery;
  onChange: (query: InsightQuery) => void;
  onPeople: (source: ActorsSource, title: string) => void;
  notes?: ReadonlyArray<{ date: string; text: string }>;
  chart: RefObject<HTMLDivElement | null>;
}

export function useAnswer(query: InsightQuery) {
  const project = useProject();
  const asked = askedQuery(query);
  const lacks = missing(query);
  const answer = useQuery({
    ...answerQuery<Answer<unknown>>(project.id, asked),
    enabled: lacks === undefined,
  });
  // The answer to the question before stays while the next one loads, as long as it can be drawn the same way.
  const last = useRef<{ query: InsightQuery; answer: Answer<unknown> } | null>(null);
  if (answer.data) last.current = { query: asked, answer: answer.data };
  const kept = last.current && drawnAlike(last.current.query, asked) ? last.current : null;
  const shown = answer.data
    ? { query: asked, answer: answer.data }
    : lacks === undefined && !answer.error
      ? kept
      : null;
  return { asked, lacks, answer, shown };
}

function drawnAlike(before: InsightQuery, next: InsightQuery): boolean {
  if (before.kind !== next.kind) return false;
  if (before.kind === "FunnelsQuery" && next.kind === "FunnelsQuery")
    return before.funnelsFilter?.funnelVizType === next.funnelsFilter?.funnelVizType;
  return true;
}

export function AnswerCard({ query, onChange, onPeople, notes, chart }: AnswerCardProps) {
  const project = useProject();
  const { asked, lacks, answer, shown } = useAnswer(query);
  const client = useQueryClient();
  const [receipt, setReceipt] = useState(false);
  const refresh = () => {
    forceNext(insightKey(project.id, asked));
    answer.refetch();
  };
  const range = (dateRange: DateRange) => onChange({ ...query, dateRange } as InsightQuery);
  return (
    <div className="relative min-w-0 rounded-lg border border-line bg-surface">
      <Progress
        busy={answer.isFetching}
        question={insightKey(project.id, asked)}
        onCancel={() => client.cancelQueries({ queryKey: insightKey(project.id, asked) })}
      />
      <div ref={chart} className="min-h-80 min-w-0 p-4">
        {lacks !== undefined ? (
          <Empty title={lacks} />
        ) : shown ? (
          <div
            aria-busy={answer.isFetching && !answer.data}
            className={cx("transition-opacity duration-[140ms]", answer.isFetching && !answer.data && "opacity-50")}
          >
            <InsightResult
              query={shown.query}
              answer={shown.answer}
              notes={notes}
              onPeople={onPeople}
              onRange={range}
              onChange={onChange}
            />
          </div>
        ) : answer.error ? (
          <Failure error={answer.error} what="This could not be computed" retry={refresh} />
        ) : answer.isFetching ? (
          <ChartSkeleton />
        ) : (
          <Empty title="Cancelled" action={<Button onClick={refresh}>Compute it</Button>} />
        )}
      </div>
      {shown && (
        <footer className="flex items-center gap-1 border-t border-line py-1 pr-1 pl-4 text-xs text-ink-3">
          <span className="min-w-0 flex-1 truncate">
            {shown.answer.is_cached ? "As of" : "Computed"}{" "}
            <Time at={shown.answer.last_refresh ?? new Date(answer.dataUpdatedAt).toISOString()} />
            {shown.answer.is_cached && <span className="max-sm:hidden"> · from the cache</span>}
            {shown.answer.timezone && <span className="max-sm:hidden"> · days of {shown.answer.timezone}</span>}
          </span>
          <Button small weight="quiet" icon={ReceiptText} onClick={() => setReceipt(true)}>
            Receipt
          </Button>
          <IconButton small icon={RotateCw} label="Compute now" onClick={refresh} disabled={answer.isFetching} />
        </footer>
      )}
      {shown && <Receipt open={receipt} onClose={() => setReceipt(false)} query={shown.query} answer={shown.answer} />}
    </div>
  );
}

const skeletonBars = [34, 48, 41, 60, 52, 70, 64, 58, 76, 68, 82, 74];

export function ChartSkeleton({ height = 320 }: { height?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex items-end gap-3" style={{ height }}>
      {skeletonBars.map((share) => (
        <div
          key={share}
          aria-hidden
          className="flex-1 animate-skeleton rounded-sm bg-active"
          style={{ height: `${share}%` }}
        />
      ))}
    </div>
  );
}

// Nothing under a second: an answer that comes at once needs no bar. Then a bar with what has been read, and a way to
// stop. `question` is the key of the question that is computed.
interface ProgressProps {
  busy: boolean;
  question?: readonly unknown[];
  onCancel?: () => void;
}

export function Progress({ busy, question, onCancel }: ProgressProps) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!busy) return setLong(false);
    const timer = setTimeout(() => setLong(true), 1000);
    return () => clearTimeout(timer);
  }, [busy]);
  const stop = useRef(onCancel);
  stop.current = onCancel;
  useEffect(() => {
    if (!long) return;
    const onKeyDown = (press: KeyboardEvent) => {
      if (press.key !== "Escape" || press.defaultPrevented || isTyping(press.target)) return;
      if (!document.querySelector('[role="dialog"],[role="menu"]')) stop.current?.();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [long]);
  if (!busy || !long) return null;
  return (
    <div className="absolute inset-x-0 top-0 z-10">
      <Far question={question} />
      {onCancel && (
        <div className="absolute top-2 right-2">
          <Button small onClick={onCancel} title="Cancel (Esc)">
            Cancel
          </Button>
        </div>
      )}
    </div>
  );
}

function Far({ question }: { question?: readonly unknown[] }) {
  const project = useProject();
  const far = useQuery({ ...progressQuery(project.id, question ?? []), enabled: question !== undefined }).data;
  const share = far && far.estimated_rows_total > 0 ? Math.min(1, far.rows_read / far.estimated_rows_total) : undefined;
  return (
    <>
      <div
        role="progressbar"
        aria-label="Computing"
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
        className="h-0.5 overflow-hidden rounded-t-lg bg-active"
      >
        {share === undefined ? (
          <div className="h-full w-1/3 animate-progress bg-accent" />
        ) : (
          <div
            className="h-full bg-accent transition-[width] duration-[600ms]"
            style={{ width: `${Math.max(2, share * 100)}%` }}
          />
        )}
      </div>
      {far && far.rows_read > 0 && (
        <p className="tabular absolute top-3 left-4 rounded-sm bg-surface px-1 text-xs text-ink-3">
          {compactNumber(far.rows_read)}
          {far.estimated_rows_total > far.rows_read && ` of about ${compactNumber(far.estimated_rows_total)}`} rows read
        </p>
      )}
    </>
  );
}
