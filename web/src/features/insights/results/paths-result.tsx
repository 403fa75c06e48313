// Ways between steps as a diagram, and below it as a table, which leads to the same people by keyboard.
import { useState } from "react";
import { FlowChart, type FlowPlace } from "@/charts/flow";
import { splitStep } from "@/charts/flow-layout";
import type { ActorsSource, InsightQuery, PathEdge, PathsQuery } from "@/query/types";
import { Button } from "@/ui/button";
import { durationText, exactNumber } from "@/ui/numbers";
import { Empty } from "@/ui/states";

interface PathsViewProps {
  query: PathsQuery;
  edges: PathEdge[];
  onChange?: (query: InsightQuery) => void;
  onPeople?: (source: ActorsSource, title: string) => void;
}

// The people of a step, of a way between two, or of an end.
export function pathActors(query: PathsQuery, edges: readonly PathEdge[], place: FlowPlace): ActorsSource {
  const keys =
    "ended" in place
      ? { pathDropoffKey: place.ended }
      : "from" in place
        ? { pathStartKey: place.from, pathEndKey: place.to }
        : // The first step has nobody who came to it from elsewhere.
          edges.some((edge) => edge.target === place.node)
          ? { pathEndKey: place.node }
          : { pathStartKey: place.node };
  return { kind: "InsightActorsQuery", source: { ...query, pathsFilter: { ...query.pathsFilter, ...keys } } };
}

function placeTitle(place: FlowPlace): string {
  if ("ended" in place) return `Went no further than ${splitStep(place.ended).name}`;
  if ("from" in place) return `${splitStep(place.from).name} → ${splitStep(place.to).name}`;
  return splitStep(place.node).name;
}

export function PathsView({ query, edges, onChange, onPeople }: PathsViewProps) {
  if (edges.length === 0) {
    return <Empty title="No ways in this time">Look at a longer time, or choose another start or end.</Empty>;
  }
  const filter = query.pathsFilter;
  const set = (changes: PathsQuery["pathsFilter"]) => onChange?.({ ...query, pathsFilter: { ...filter, ...changes } });
  return (
    <FlowChart
      edges={edges}
      onPeople={onPeople && ((place) => onPeople(pathActors(query, edges, place), placeTitle(place)))}
      onStart={onChange && ((name) => set({ startPoint: name, endPoint: undefined }))}
      onEnd={onChange && ((name) => set({ endPoint: name, startPoint: undefined }))}
      onExclude={onChange && ((name) => set({ excludeEvents: [...(filter.excludeEvents ?? []), name] }))}
    />
  );
}

const firstRows = 15;

export function PathsTable({ query, edges, onPeople }: Omit<PathsViewProps, "onChange">) {
  const [all, setAll] = useState(false);
  if (edges.length === 0) return null;
  const sorted = [...edges].sort((a, b) => b.value - a.value);
  const head = "h-8 border-b border-line font-medium";
  return (
    <section
      tabIndex={0}
      aria-label="The ways as a table"
      className="mt-4 overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full min-w-[560px] table-fixed text-sm">
        <thead>
          <tr className="bg-sunken text-xs text-ink-3">
            <th scope="col" className={`${head} w-16 px-4 text-right`}>
              Step
            </th>
            <th scope="col" className={`${head} px-3 text-left`}>
              From
            </th>
            <th scope="col" className={`${head} px-3 text-left`}>
              To
            </th>
            <th scope="col" className={`${head} w-24 px-3 text-right`}>
              Times
            </th>
            <th scope="col" className={`${head} w-40 px-4 text-right whitespace-nowrap`}>
              After, on average
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, all ? undefined : firstRows).map((edge) => {
            const { source, target, value, average_conversion_time: ms } = edge;
            const times = exactNumber(value);
            const place = { from: source, to: target };
            return (
              <tr key={`${source} ${target}`} className="border-b border-line last:border-b-0 hover:bg-hover/60">
                <td className="tabular h-8 px-4 text-right text-ink-3">{splitStep(source).step}</td>
                <td className="truncate px-3" title={splitStep(source).name}>
                  <bdi>{splitStep(source).name}</bdi>
                </td>
                <td className="truncate px-3" title={splitStep(target).name}>
                  <bdi>{splitStep(target).name}</bdi>
                </td>
                <td className="tabular px-3 text-right font-medium">
                  {onPeople ? (
                    <button
                      type="button"
                      aria-label={`${times} times: see the people`}
                      onClick={() => onPeople(pathActors(query, edges, place), placeTitle(place))}
                      className="rounded-sm hover:underline"
                    >
                      {times}
                    </button>
                  ) : (
                    times
                  )}
                </td>
                <td className="tabular px-4 text-right text-ink-2">{durationText(ms / 1000)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!all && edges.length > firstRows && (
        <div className="flex justify-center border-t border-line p-2">
          <Button small weight="quiet" onClick={() => setAll(true)}>
            All {edges.length} ways
          </Button>
        </div>
      )}
    </section>
  );
}
