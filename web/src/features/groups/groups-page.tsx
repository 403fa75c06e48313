// The groups of the project, a tab for each type.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { ColumnPicker } from "@/features/definitions/column-picker";
import { propertyColumn } from "@/features/definitions/property-column";
import { columnOfProperty, propertyOf } from "@/features/definitions/property-columns";
import { FiltersButton } from "@/features/insights/builder/filters-button";
import { isComplete } from "@/features/insights/filters";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Time } from "@/ui/time";
import { type Group, type GroupType, groupTypesQuery } from "./api";
import { groupListQuery } from "./groups-query";
import { NameType } from "./name-type";
import {
  fixedGroupColumns,
  type GroupsSearch,
  groupColumnTitle,
  groupName,
  readGroupColumns,
  typeTitle,
  usualGroupColumns,
} from "./words";

const pageSize = 50;

export function GroupsPage() {
  const project = useProject();
  const { type = 0 } = useSearch({ from: "/inside/project/$projectId/groups" });
  const navigate = useNavigate({ from: "/project/$projectId/groups" });
  const types = useQuery(groupTypesQuery(project.id));
  const chosen = types.data?.find((each) => each.group_type_index === type);
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
            <TabPanel value={String(type)}>{chosen && <GroupList key={type} type={chosen} />}</TabPanel>
          </Tabs>
        )}
      </PageBody>
    </>
  );
}

function GroupList({ type }: { type: GroupType }) {
  const project = useProject();
  const projectId = String(project.id);
  const state = useSearch({ from: "/inside/project/$projectId/groups" });
  const { search, page = 1, order, properties = [], columns = usualGroupColumns } = state;
  const navigate = useNavigate({ from: "/project/$projectId/groups" });
  const list = useQuery(groupListQuery(project.id, state, pageSize));
  const groups = list.data?.results;
  const narrowed = search !== undefined || properties.some(isComplete);
  const show = (next: GroupsSearch) => navigate({ search: next, replace: true });
  // Another question begins on its first page.
  const change = (changes: GroupsSearch) => show({ ...state, page: undefined, ...changes });
  const clear = () => show({ type: state.type, columns: state.columns, order });

  const shown = useMemo(() => {
    const fixed = fixedColumns(projectId);
    return columns.flatMap((column) => {
      const key = propertyOf(column);
      const made =
        key === undefined ? fixed[column] : propertyColumn<Group>(key, (group) => group.group_properties[key]);
      return made ? [made] : [];
    });
  }, [projectId, columns]);

  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <SettledSearch
          label="Search by name or key"
          value={search ?? ""}
          onChange={(text) => change({ search: text || undefined })}
          className="w-80 max-w-full max-sm:w-auto max-sm:flex-1"
          data-page-search
        />
        <FiltersButton
          of={type}
          filters={properties}
          onChange={(next) => change({ properties: next.length > 0 ? next : undefined })}
        />
        {(narrowed || properties.length > 0) && (
          <Button weight="quiet" onClick={clear}>
            Clear
          </Button>
        )}
        <span className="ml-auto flex items-center gap-2">
          <NameType type={type} />
          <ColumnPicker
            of={type}
            columns={columns}
            titleOf={groupColumnTitle}
            fixed={Object.keys(fixedGroupColumns)}
            columnOf={({ key }) => columnOfProperty(key)}
            onChange={(next) => show({ ...state, columns: readGroupColumns(next) })}
            onReset={state.columns && (() => show({ ...state, columns: undefined }))}
          />
        </span>
      </div>
      <Card className="overflow-clip">
        {list.error && !groups ? (
          <Failure error={list.error} what="The groups could not be loaded" retry={() => list.refetch()} />
        ) : !groups ? (
          <SkeletonRows rows={8} columns={4} />
        ) : groups.length > 0 ? (
          <DataTable
            label="Groups"
            name={`Groups ${type.group_type_index}`}
            rows={groups}
            columns={shown}
            rowId={(group) => group.group_key}
            dimmed={list.isPlaceholderData}
            serverOrder={{
              column: order?.replace(/^-/, "") ?? "",
              others: columns.filter((column) => column !== "key"),
              descending: order?.startsWith("-") ?? false,
              onChange: (descending, column) => change({ order: `${descending ? "-" : ""}${column}` }),
            }}
            onOpen={(group) =>
              navigate({
                to: "/project/$projectId/groups/$typeIndex/$groupKey",
                params: { projectId, typeIndex: String(group.group_type_index), groupKey: group.group_key },
              })
            }
          />
        ) : narrowed ? (
          <Empty
            title={search ? `No group is found by “${search}”` : "No group fits these filters"}
            action={<Button onClick={clear}>{search ? "Clear search" : "Clear filters"}</Button>}
          />
        ) : (
          <Empty title="No groups of this type">
            A group appears when an app calls group() with “{type.group_type}” and its key.
          </Empty>
        )}
      </Card>
      <Pager
        label="Pages of groups"
        page={page}
        pageSize={pageSize}
        shown={groups?.length ?? 0}
        more={Boolean(list.data?.next)}
        onPage={(next) => show({ ...state, page: next > 1 ? next : undefined })}
      />
    </>
  );
}

function fixedColumns(projectId: string): Readonly<Record<string, Column<Group>>> {
  return {
    group: {
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
      meta: { text: (group) => groupName(group) },
    },
    key: {
      id: "key",
      accessorFn: (group) => group.group_key,
      header: "Key",
      cell: ({ row }) => <span className="font-mono text-xs text-ink-2">{row.original.group_key}</span>,
      meta: { className: "max-sm:hidden" },
    },
    created: {
      id: "created",
      accessorFn: (group) => group.created_at,
      header: "First seen",
      cell: ({ row }) => <Time at={row.original.created_at} className="tabular text-ink-3" />,
      meta: { className: "w-32" },
    },
  };
}
