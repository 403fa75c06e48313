// One group: how busy it is, what its people did, who they are, what is known about it.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { ApiError } from "@/app/client";
import { NumberTile } from "@/charts/number-tile";
import { useProject } from "@/features/accounts/api";
import { actorsIn } from "@/features/insights/people";
import { Timeline } from "@/features/persons/timeline";
import { actorsQuery, answerQuery } from "@/query/client";
import type { Answer, TrendResult } from "@/query/types";
import { Avatar } from "@/ui/avatar";
import { Breadcrumbs } from "@/ui/breadcrumbs";
import { CopyIcon } from "@/ui/copy";
import { Card, PageBody, PageHead } from "@/ui/page";
import { PropertiesTable } from "@/ui/properties-table";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Time } from "@/ui/time";
import { type Group, groupQuery, groupTypesQuery } from "./api";
import { activityQuery, ofGroup, peopleQuery, shownDays, totalsQuery } from "./questions";
import { useEditGroup } from "./use-edit-group";
import { type GroupTab, groupName, typeTitle } from "./words";

export function GroupPage() {
  const project = useProject();
  const projectId = String(project.id);
  const { typeIndex, groupKey } = useParams({ from: "/inside/project/$projectId/groups/$typeIndex/$groupKey" });
  const index = Number(typeIndex);
  const group = useQuery(groupQuery(project.id, index, groupKey));
  const type = useQuery(groupTypesQuery(project.id)).data?.find((each) => each.group_type_index === index);
  const name = group.data ? groupName(group.data) : groupKey;

  return (
    <>
      <PageHead
        title={name}
        heading={
          <>
            <Breadcrumbs>
              <Link to="/project/$projectId/groups" params={{ projectId }} search={index > 0 ? { type: index } : {}}>
                {type ? typeTitle(type) : "Groups"}
              </Link>
            </Breadcrumbs>
            <div className="flex min-w-0 items-center gap-3">
              <Avatar name={name} size={36} square />
              <div className="min-w-0">
                <h1 className="truncate text-xl font-semibold tracking-tight">
                  <bdi>{name}</bdi>
                </h1>
                <p className="flex items-center gap-1 text-sm text-ink-3">
                  <code className="truncate font-mono text-xs">{groupKey}</code>
                  <CopyIcon text={groupKey} label="Copy group key" />
                  {group.data && (
                    <span className="shrink-0">
                      first seen <Time at={group.data.created_at} />
                    </span>
                  )}
                </p>
              </div>
            </div>
          </>
        }
      />
      <PageBody className="max-w-[1280px]">
        {group.data ? (
          <Loaded group={group.data} />
        ) : (
          <Card>
            {group.error instanceof ApiError && group.error.status === 404 ? (
              <Empty title="This group is not here">No app has sent a group with this type and key.</Empty>
            ) : group.error ? (
              <Failure error={group.error} what="The group could not be loaded" retry={() => group.refetch()} />
            ) : (
              <SkeletonRows rows={6} columns={2} />
            )}
          </Card>
        )}
      </PageBody>
    </>
  );
}

function Loaded({ group }: { group: Group }) {
  const project = useProject();
  const { group_type_index: index, group_key: key } = group;
  const { tab = "timeline" } = useSearch({ from: "/inside/project/$projectId/groups/$typeIndex/$groupKey" });
  const navigate = useNavigate({ from: "/project/$projectId/groups/$typeIndex/$groupKey" });
  const editing = useEditGroup(project.id, group);
  const filters = useMemo(() => ({ properties: [ofGroup(index, key)] }), [index, key]);
  const tabs = [
    { value: "timeline" as const, title: "Timeline" },
    { value: "people" as const, title: "People" },
    { value: "properties" as const, title: "Properties", count: Object.keys(group.group_properties).length },
  ];
  return (
    <div className="flex flex-col gap-5">
      <Activity group={group} />
      <Tabs
        label="About this group"
        tabs={tabs}
        value={tab}
        onChange={(next: GroupTab) => navigate({ search: next === "timeline" ? {} : { tab: next }, replace: true })}
      >
        <TabPanel value="timeline">
          <Timeline
            filters={filters}
            withPeople
            empty="Its properties were sent, but no event says that it happened in this group."
            beginning="This is where its story begins."
          />
        </TabPanel>
        <TabPanel value="people">
          <GroupPeople group={group} />
        </TabPanel>
        <TabPanel value="properties">
          <PropertiesTable properties={group.group_properties} editing={editing} of="group" />
        </TabPanel>
      </Tabs>
    </div>
  );
}

const numbers = [
  { title: "Active people", colour: "var(--chart-1)" },
  { title: "Events", colour: "var(--chart-4)" },
];

function Activity({ group }: { group: Group }) {
  const project = useProject();
  const { group_type_index: index, group_key: key } = group;
  const totals = useQuery(answerQuery<Answer<TrendResult[]>>(project.id, totalsQuery(index, key))).data?.results;
  const days = useQuery(answerQuery<Answer<TrendResult[]>>(project.id, activityQuery(index, key))).data?.results;
  return (
    <div className="grid max-w-2xl grid-cols-2 gap-3">
      {numbers.map(({ title, colour }, order) => (
        <NumberTile
          key={title}
          title={`${title}, ${shownDays} days`}
          colour={colour}
          value={totals?.[order]?.aggregated_value}
          beforeWords=""
          values={days?.[order]?.data}
          open
        />
      ))}
    </div>
  );
}

const shownPeople = 200;

function GroupPeople({ group }: { group: Group }) {
  const project = useProject();
  const list = useQuery(actorsQuery(project.id, peopleQuery(group.group_type_index, group.group_key, shownPeople)));
  const people = list.data ? actorsIn(list.data) : undefined;
  if (list.error) {
    return <Failure error={list.error} what="The people could not be loaded" retry={() => list.refetch()} />;
  }
  if (!people) return <SkeletonRows rows={8} columns={2} />;
  if (people.length === 0)
    return <Empty title="Nobody lately">Nobody of this group did anything in {shownDays} days.</Empty>;
  return (
    <>
      <p className="pb-2 text-sm text-ink-2">
        Who did something in this group in the last {shownDays} days
        {people.length === shownPeople && `, the first ${shownPeople}`}.
      </p>
      <Card className="overflow-clip">
        <ul className="divide-y divide-line">
          {people.map((person) => (
            <li key={person.id}>
              <Link
                to="/project/$projectId/persons/$personId"
                params={{ projectId: String(project.id), personId: person.id }}
                className="flex h-10 min-w-0 items-center gap-3 px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <Avatar name={person.name} size={20} />
                <bdi className="min-w-0 flex-1 truncate font-medium">{person.name}</bdi>
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}
