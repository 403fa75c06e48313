// How many of the visitors did each of the project's actions.
import { useQuery } from "@tanstack/react-query";
import { useProject } from "@/features/accounts/api";
import { actionsQuery } from "@/features/actions/api";
import { answerQuery } from "@/query/client";
import type { ActorsSource, TableAnswer } from "@/query/types";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { doersOfAction } from "./people";
import { goals, type WebSearch } from "./search";
import { VisitorsButton } from "./visitors-button";

const first = (cell: unknown) => (Array.isArray(cell) && typeof cell[0] === "number" ? cell[0] : 0);

interface GoalsCardProps {
  search: WebSearch;
  // The first moment of its dates.
  from: string | undefined;
  onPeople: (source: ActorsSource, title: string) => void;
}

// Nothing where the project has no actions: what they are for is said where they are made.
export function GoalsCard({ search, from, onPeople }: GoalsCardProps) {
  const project = useProject();
  const { data } = useQuery(answerQuery<TableAnswer>(project.id, goals(search)));
  const actions = useQuery(actionsQuery(project.id)).data?.results ?? [];
  if (!data?.results.length) return null;
  // The answer has names only.
  const leadTo = (name: string) => {
    const [action, another] = actions.filter((each) => each.name === name);
    return action && !another ? () => onPeople(doersOfAction(search, from, action), name) : undefined;
  };
  return (
    <Card className="min-w-0">
      <h2 className="px-4 pt-4 pb-2 text-sm font-semibold">Goals</h2>
      <table className="mb-2 w-full table-fixed text-sm">
        <thead>
          <tr className="text-xs text-ink-3">
            <th scope="col" className="h-7 px-4 text-left font-medium">
              Action
            </th>
            <th scope="col" className="w-20 px-2 text-right font-medium">
              Visitors
            </th>
            <th scope="col" className="w-20 px-2 text-right font-medium">
              Times
            </th>
            <th scope="col" className="w-20 px-4 text-right font-medium">
              Rate
            </th>
          </tr>
        </thead>
        <tbody>
          {data.results.map(([name, people, times, rate]) => (
            <tr key={String(name)}>
              <td className="h-8 truncate px-4">
                <bdi>{String(name)}</bdi>
              </td>
              <td className="tabular px-2 text-right">
                <VisitorsButton count={first(people)} of={String(name)} onClick={leadTo(String(name))} />
              </td>
              <td className="tabular px-2 text-right text-ink-2" title={exactNumber(first(times))}>
                {compactNumber(first(times))}
              </td>
              <td className="tabular px-4 text-right text-ink-2">{(first(rate) * 100).toFixed(1)}%</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
