// Lists of values with how many came by each: one list at a time, a click on a value filters the page by it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LazyMap } from "@/charts/lazy-map";
import { largest } from "@/charts/scale";
import { useProject } from "@/features/accounts/api";
import { answerQuery } from "@/query/client";
import type { AnyQuery, TableAnswer } from "@/query/types";
import { cx } from "@/ui/class-names";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Failure, SkeletonRows } from "@/ui/states";
import { type SplitRow, shownRows, splitQuery, splitRows, type WebSearch, type WebSplit } from "./search";
import { VisitorsButton } from "./visitors-button";

interface SplitCardProps {
  title: string;
  splits: readonly WebSplit[];
  search: WebSearch;
  onPick: (filter: NonNullable<WebSplit["filter"]>, value: string) => void;
  onPeople: (split: WebSplit, row: SplitRow) => (() => void) | undefined;
}

export function SplitCard({ title, splits, search, onPick, onPeople }: SplitCardProps) {
  const project = useProject();
  const [at, setAt] = useState(0);
  const split = splits[at] ?? { title, by: "Page" };
  const question = splitQuery(search, split);
  const answer = useQuery({
    ...answerQuery<TableAnswer>(project.id, question),
    // What was there stays while the same list is asked for something else.
    placeholderData: (before, query) => (sameList(query?.queryKey, question) ? before : undefined),
  });
  const rows = splitRows(split, answer.data?.results ?? []);
  return (
    <Card className="min-w-0">
      <div className="flex items-center gap-1 overflow-x-auto px-3 pt-3 pb-2">
        <h2 className="mr-auto pl-1 text-sm font-semibold">{title}</h2>
        {splits.map((each, index) => (
          <button
            key={each.by}
            type="button"
            aria-pressed={index === at}
            onClick={() => setAt(index)}
            className={cx(
              "h-7 shrink-0 rounded-md px-2 text-xs",
              index === at ? "bg-active font-medium text-ink" : "text-ink-2 hover:bg-hover",
            )}
          >
            {each.title}
          </button>
        ))}
      </div>
      {answer.error ? (
        <Failure error={answer.error} what="This could not be computed" retry={() => answer.refetch()} />
      ) : !answer.data ? (
        <SkeletonRows rows={8} columns={2} />
      ) : rows.length === 0 ? (
        <p className="px-4 py-10 text-center text-sm text-ink-3">Nothing known about {split.title.toLowerCase()}.</p>
      ) : (
        <div
          aria-busy={answer.isPlaceholderData}
          className={cx("transition-opacity duration-[140ms]", answer.isPlaceholderData && "opacity-50")}
        >
          {split.by === "Country" && <CountryMap split={split} rows={rows} search={search} onPick={onPick} />}
          <SplitTable
            split={split}
            rows={rows.slice(0, shownRows)}
            search={search}
            onPick={onPick}
            onPeople={onPeople}
          />
        </div>
      )}
    </Card>
  );
}

function sameList(key: readonly unknown[] | undefined, question: AnyQuery): boolean {
  const before = key?.[3] as { kind?: string; breakdownBy?: string } | undefined;
  return before?.kind === question.kind && before?.breakdownBy === (question as typeof before)?.breakdownBy;
}

function CountryMap({ split: { filter }, rows, search, onPick }: Omit<SplitTableProps, "onPeople">) {
  const chosen = search.filters?.find((each) => each.key === filter?.key)?.value;
  return (
    <div className="px-4 pb-2">
      <LazyMap
        title="Visitors"
        countries={rows.map(({ value, name, visitors }) => ({ code: value, name, value: visitors }))}
        format={compactNumber}
        exact={exactNumber}
        height={300}
        hint="Click to see only these"
        chosen={Array.isArray(chosen) && chosen.length === 1 ? String(chosen[0]) : undefined}
        onPick={filter && (({ code }) => onPick(filter, code))}
      />
    </div>
  );
}

interface SplitTableProps {
  split: WebSplit;
  rows: SplitRow[];
  search: WebSearch;
  onPick: SplitCardProps["onPick"];
  onPeople: SplitCardProps["onPeople"];
}

function SplitTable({ split, rows, search, onPick, onPeople }: SplitTableProps) {
  const { filter } = split;
  const most = largest(
    rows.map((row) => row.visitors),
    1,
  );
  const bounces = rows.some((row) => row.bounceRate !== null);
  const on = (value: string) =>
    search.filters?.some((each) => each.key === filter?.key && String(each.value) === value) ?? false;
  const head = "w-16 px-2 text-right font-medium sm:w-20";
  return (
    <table className="mb-2 w-full table-fixed text-sm">
      <thead>
        <tr className="text-xs text-ink-3">
          <th scope="col" className="h-7 px-4 text-left font-medium">
            {split.title}
          </th>
          <th scope="col" className={head}>
            Visitors
          </th>
          <th scope="col" className={cx(head, !bounces && "pr-4")}>
            {split.by === "ExternalClicks" ? "Clicks" : "Views"}
          </th>
          {bounces && (
            <th scope="col" className={cx(head, "pr-4")}>
              Bounce
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} className={cx("hover:bg-hover", on(row.value) && "bg-active")}>
            <td className="p-0">
              <NameCell
                row={row}
                share={row.visitors / most}
                pressed={on(row.value)}
                onClick={filter && (() => onPick(filter, row.value))}
              />
            </td>
            <td className="tabular px-2 text-right">
              <VisitorsButton count={row.visitors} of={row.name} onClick={onPeople(split, row)} />
            </td>
            <td className={cx("tabular px-2 text-right text-ink-2", !bounces && "pr-4")} title={exactNumber(row.count)}>
              {compactNumber(row.count)}
            </td>
            {bounces && (
              <td className="tabular px-2 pr-4 text-right text-ink-2">
                {row.bounceRate === null ? "–" : `${Math.round(row.bounceRate * 100)}%`}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface NameCellProps {
  row: SplitRow;
  share: number;
  pressed: boolean;
  onClick?: () => void;
}

function NameCell({ row, share, pressed, onClick }: NameCellProps) {
  const look = "relative flex h-8 w-full items-center px-4 text-left";
  const inside = (
    <>
      <span
        aria-hidden
        className="absolute inset-y-1 left-2 rounded-sm bg-[var(--ramp-2)] opacity-40"
        style={{ width: `calc(${share * 100}% - 16px)` }}
      />
      <bdi className="relative truncate">{row.name}</bdi>
    </>
  );
  if (!onClick)
    return (
      <span className={look} title={row.name}>
        {inside}
      </span>
    );
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      title={`Only ${row.name}`}
      className={cx(look, "focus-visible:-outline-offset-2")}
    >
      {inside}
    </button>
  );
}
