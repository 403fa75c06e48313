// The groups of the project, a tab for each type.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Time } from "@/ui/time";
import { type Group, groupsQuery, groupTypesQuery } from "./api";
import { groupName, typeTitle } from "./words";

const pageSize = 50;

export function GroupsPage() {
  const project = useProject();
  const { type = 0 } = useSearch({ from: "/inside/project/$projectId/groups" });
  const navigate = useNavigate({ from: "/project/$projectId/groups" });
  const types = useQuery(groupTypesQuery(project.id));
  useShortcuts({ "/": focusPageSearch });

  return (
    <>
      <PageHead title="Groups" about="Companies, teams or whatever your apps put people into." />
      <PageBody>
        {types.error && (
          <Failure error={types.error} what="The groups could not be loaded" retry={() => types.refetch()} />
        )}
        {types.data?.length === 0 && (
          <Empty title="No groups yet">A group appears when an app calls group() with its type and key.</Empty>
        )}
        {types.data && types.data.length > 0 && (
          <Tabs
            label="Types of groups"
            tabs={types.data.map((each) => ({ value: String(each.group_type_index), title: typeTitle(each) }))}
            value={String(type)}
            onChange={(next) => navigate({ search: Number(next) > 0 ? { type: Number(next) } : {}, replace: true })}
          >
            <TabPanel value={String(type)}>
              <GroupList type={type} />
            </TabPanel>
          </Tabs>
        )}
      </PageBody>
    </>
  );
}

function GroupList({ type }: { type: number }) {
  const project = useProject();
  const projectId = String(project.id);
  const { search, page = 1 } = useSearch({ from: "/inside/project/$projectId/groups" });
  const navigate = useNavigate({ from: "/project/$projectId/groups" });
  const offset = (page - 1) * pageSize;
  const list = useQuery(groupsQuery(project.id, { group_type_index: type, search, limit: pageSize, offset }));
  const groups = list.data?.results;
  const kept = type > 0 ? { type } : {};
  const open = (group: Group) =>
    navigate({
      to: "/project/$projectId/groups/$typeIndex/$groupKey",
      params: { projectId, typeIndex: String(group.group_type_index), groupKey: group.group_key },
    });

  const columns = useMemo<Column<Group>[]>(
    () => [
      {
        id: "group",
        accessorFn: (group) => groupName(group).toLowerCase(),
        header: "Group",
        cell: ({ row }) => (
          <Link
            to="/project/$projectId/groups/$typeIndex/$groupKey"
            params={{ projectId, typeIndex: String(row.original.group_type_index), groupKey: row.original.group_key }}
            onClick={(click) => click.stopPropagation()}
            tabIndex={-1}
            className="flex min-w-0 items-center gap-2 font-medium hover:text-accent-ink"
          >
            <Avatar name={groupName(row.original)} size={20} square />
            <bdi className="truncate">{groupName(row.original)}</bdi>
          </Link>
        ),
      },
      {
        id: "key",
        accessorFn: (group) => group.group_key,
        header: "Key",
        cell: ({ row }) => <span className="font-mono text-xs text-ink-2">{row.original.group_key}</span>,
        meta: { className: "max-sm:hidden" },
      },
      {
        id: "properties",
        accessorFn: (group) => Object.keys(group.group_properties).length,
        header: "Properties",
        cell: ({ getValue }) => <span className="tabular text-ink-2">{String(getValue())}</span>,
        meta: { className: "w-28 max-sm:hidden" },
      },
      {
        id: "created",
        accessorFn: (group) => group.created_at,
        header: "First seen",
        cell: ({ row }) => <Time at={row.original.created_at} className="tabular text-ink-3" />,
        meta: { className: "w-32" },
      },
    ],
    [projectId],
  );

  return (
    <>
      <div className="pb-3">
        <SettledSearch
          label="Search by name or key"
          value={search ?? ""}
          onChange={(text) => navigate({ search: text ? { ...kept, search: text } : kept, replace: true })}
          className="w-80 max-w-full"
          data-page-search
        />
      </div>
      <Card className="overflow-clip">
        {list.error && !groups ? (
          <Failure error={list.error} what="The groups could not be loaded" retry={() => list.refetch()} />
        ) : !groups ? (
          <SkeletonRows rows={8} columns={4} />
        ) : groups.length > 0 ? (
          <DataTable
            label="Groups"
            rows={groups}
            columns={columns}
            rowId={(group) => group.group_key}
            dimmed={list.isPlaceholderData}
            onOpen={open}
          />
        ) : search ? (
          <Empty
            title={`No group is found by “${search}”`}
            action={<Button onClick={() => navigate({ search: kept, replace: true })}>Clear search</Button>}
          />
        ) : (
          <Empty title="No groups of this type" />
        )}
      </Card>
      <Pager
        label="Pages of groups"
        page={page}
        pageSize={pageSize}
        shown={groups?.length ?? 0}
        more={Boolean(list.data?.next)}
        onPage={(next) => navigate({ search: { ...kept, search, page: next }, replace: true })}
      />
    </>
  );
}
