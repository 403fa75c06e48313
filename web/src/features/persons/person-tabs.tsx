// What else belongs to a person: the cohorts they are in, what flags are for them, their groups, who edited them.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserRoundSearch } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { ActivityEntry } from "@/features/accounts/settings/activity-entry";
import { flagsQuery, testFlagsQuery } from "@/features/flags/api";
import { groupTypesQuery } from "@/features/groups/api";
import { typeTitle } from "@/features/groups/words";
import { answerQuery } from "@/query/client";
import type { TableAnswer } from "@/query/types";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { type Column, DataTable } from "@/ui/data-table";
import { NativeSelect } from "@/ui/field";
import { exactNumber, plural } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Rows } from "@/ui/settings";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { cohortsOfPersonQuery, type Person, type PersonCohort, personActivityQuery } from "./api";
import { groupsIn, groupsQuestion, shownDays } from "./groups-of-person";
import { readableIdsFirst } from "./name";

const rowClass = "flex h-10 min-w-0 items-center gap-3 px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2";

export function PersonCohorts({ person }: { person: Person }) {
  const project = useProject();
  const list = useQuery(cohortsOfPersonQuery(project.id, person.uuid));
  if (list.error)
    return <Failure error={list.error} what="The cohorts could not be loaded" retry={() => list.refetch()} />;
  if (!list.data) return <SkeletonRows rows={4} columns={2} />;
  if (list.data.length === 0) {
    return (
      <Empty title="In no cohort">
        They appear here with every cohort whose conditions they meet, or whose list they are on.
      </Empty>
    );
  }
  return (
    <Card className="overflow-clip">
      <ul className="divide-y divide-line">
        {list.data.map((cohort: PersonCohort) => (
          <li key={cohort.id}>
            <Link
              to="/project/$projectId/cohorts/$cohortId"
              params={{ projectId: String(project.id), cohortId: String(cohort.id) }}
              className={rowClass}
            >
              <UserRoundSearch size={16} className="shrink-0 text-ink-3" aria-hidden />
              <bdi className="min-w-0 flex-1 truncate font-medium">{cohort.name}</bdi>
              {cohort.is_static && <Badge>List</Badge>}
              {cohort.count !== null && (
                <span className="tabular text-xs text-ink-3">{plural(cohort.count, "person", "people")}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface FlagRow {
  key: string;
  id?: number;
  value: boolean | string;
  why: string;
}

export function PersonFlags({ person }: { person: Person }) {
  const project = useProject();
  const projectId = String(project.id);
  const ids = readableIdsFirst(person.distinct_ids);
  const [id, setId] = useState(ids[0] ?? "");
  const values = useQuery({ ...testFlagsQuery(project.id, id), enabled: id !== "" });
  const flags = useQuery(flagsQuery(project.id)).data?.results;
  const rows: FlagRow[] = Object.entries(values.data ?? {})
    .map(([key, { value, evaluation }]) => ({
      key,
      id: flags?.find((flag) => flag.key === key)?.id,
      value,
      why: evaluation.description,
    }))
    .sort((a, b) => Number(b.value !== false) - Number(a.value !== false) || a.key.localeCompare(b.key));
  const columns: Column<FlagRow>[] = [
    {
      id: "key",
      accessorFn: (row) => row.key,
      header: "Flag",
      cell: ({ row }) =>
        row.original.id === undefined ? (
          <code className="font-mono text-xs">{row.original.key}</code>
        ) : (
          <Link
            to="/project/$projectId/flags/$flagId"
            params={{ projectId, flagId: String(row.original.id) }}
            className="font-mono text-xs font-medium hover:text-accent-ink hover:underline"
          >
            {row.original.key}
          </Link>
        ),
    },
    {
      id: "value",
      accessorFn: (row) => String(row.value),
      header: "Is",
      cell: ({ row }) => (
        <Badge tone={row.original.value === false ? "neutral" : "good"}>
          {row.original.value === true ? "On" : row.original.value === false ? "Off" : row.original.value}
        </Badge>
      ),
      meta: { className: "w-36 max-sm:w-24" },
    },
    {
      id: "why",
      accessorFn: (row) => row.why,
      header: "Why",
      cell: ({ row }) => (
        <span className="text-ink-2" title={row.original.why}>
          {row.original.why}
        </span>
      ),
      meta: { className: "max-sm:hidden" },
    },
  ];
  if (values.error)
    return <Failure error={values.error} what="The flags could not be evaluated" retry={() => values.refetch()} />;
  if (ids.length > 0 && !values.data) return <SkeletonRows rows={5} columns={3} />;
  if (rows.length === 0)
    return <Empty title="No flags">The project has no feature flags that could be on for them.</Empty>;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pb-3 text-sm text-ink-2">
        <span>What SDKs would be told now{ids.length > 1 ? ", asking about" : ""}</span>
        {ids.length > 1 && (
          <NativeSelect
            aria-label="Distinct id asked about"
            value={id}
            onChange={(event) => setId(event.target.value)}
            className="max-w-64 font-mono text-xs"
          >
            {ids.slice(0, 100).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </NativeSelect>
        )}
      </div>
      <Card className="overflow-clip">
        <DataTable label="Flags of this person" rows={rows} columns={columns} rowId={(row) => row.key} />
      </Card>
    </>
  );
}

export function PersonGroups({ person }: { person: Person }) {
  const project = useProject();
  const projectId = String(project.id);
  const types = useQuery(groupTypesQuery(project.id));
  const some = (types.data?.length ?? 0) > 0;
  const answer = useQuery({
    ...answerQuery<TableAnswer>(project.id, groupsQuestion(person.uuid)),
    enabled: some,
  });
  const error = types.error ?? answer.error;
  if (error) return <Failure error={error} what="The groups could not be loaded" retry={() => answer.refetch()} />;
  if (types.data && !some) {
    return <Empty title="No groups">A group appears when an app calls group() with its type and key.</Empty>;
  }
  if (!answer.data || !types.data) return <SkeletonRows rows={4} columns={2} />;
  const groups = groupsIn(answer.data);
  if (groups.length === 0)
    return <Empty title="In no group lately">No event of theirs in {shownDays} days names a group.</Empty>;
  return (
    <>
      <p className="pb-2 text-sm text-ink-2">Groups that their events of the last {shownDays} days name.</p>
      <Card className="overflow-clip">
        <ul className="divide-y divide-line">
          {groups.map((group) => {
            const type = types.data.find((each) => each.group_type_index === group.type);
            return (
              <li key={`${group.type}/${group.key}`}>
                <Link
                  to="/project/$projectId/groups/$typeIndex/$groupKey"
                  params={{ projectId, typeIndex: String(group.type), groupKey: group.key }}
                  className={rowClass}
                >
                  <Avatar name={group.key} size={20} square />
                  <bdi className="min-w-0 flex-1 truncate font-medium">{group.key}</bdi>
                  {type && <span className="text-xs text-ink-3">{typeTitle(type)}</span>}
                  <span className="tabular w-24 text-right text-xs text-ink-3">
                    {exactNumber(group.events)} {group.events === 1 ? "event" : "events"}
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      </Card>
    </>
  );
}

export function PersonActivity({ person }: { person: Person }) {
  const project = useProject();
  const log = useQuery(personActivityQuery(project.id, person.uuid));
  if (log.error)
    return <Failure error={log.error} what="The changes could not be loaded" retry={() => log.refetch()} />;
  if (!log.data) return <SkeletonRows rows={4} columns={3} />;
  if (log.data.results.length === 0) {
    return (
      <Empty title="Never edited">
        What people change about somebody by hand is kept here: who, what and when. Apps change properties with events;
        those are on the timeline.
      </Empty>
    );
  }
  return (
    <Rows>
      {log.data.results.map((entry) => (
        <ActivityEntry key={entry.id} entry={entry} />
      ))}
    </Rows>
  );
}
