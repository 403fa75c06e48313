// Data management: which events and properties occur, and what people have written about them.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { BadgeCheck, EyeOff, X } from "lucide-react";
import { useCallback, useMemo } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { EventIcon } from "@/features/events/event-icon";
import { groupTypesQuery } from "@/features/groups/api";
import { typeTitle } from "@/features/groups/words";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { NativeSelect } from "@/ui/field";
import { compactNumber, exactNumber, plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Time } from "@/ui/time";
import {
  type EventDefinition,
  eventDefinitionsQuery,
  type PropertyDefinition,
  type PropertyOwner,
  propertyDefinitionsQuery,
} from "./api";
import { DefinitionPanel } from "./definition-panel";
import { eventName, propertyName } from "./names";
import { type DataSearch, type DataTab, narrowing } from "./search";
import { useEventVolumes } from "./volumes";

const tabs: ReadonlyArray<{ value: DataTab; title: string }> = [
  { value: "events", title: "Events" },
  { value: "event", title: "Event properties" },
  { value: "person", title: "Person properties" },
  { value: "group", title: "Group properties" },
];

const pageSize = 50;

export function DataPage() {
  const search = useSearch({ from: "/inside/project/$projectId/data" });
  const navigate = useNavigate({ from: "/project/$projectId/data" });
  useShortcuts({ "/": focusPageSearch });
  const tab = search.tab ?? "events";
  const go = useCallback(
    (next: DataSearch) => void navigate({ search: next, replace: true, resetScroll: false }),
    [navigate],
  );
  // Another list begins on its first page.
  const change = (changes: DataSearch) => go({ ...search, page: undefined, open: undefined, ...changes });
  return (
    <>
      <PageHead
        title="Data management"
        about="Every event and property that occurs, with what it means in your product."
      />
      <PageBody>
        <Tabs
          label="What to list"
          tabs={tabs}
          value={tab}
          onChange={(next) => go(next === "events" ? {} : { tab: next })}
        >
          <TabPanel value={tab}>
            <div className="flex flex-wrap items-center gap-2 pb-3">
              <SettledSearch
                key={tab}
                label="Search by name or description"
                value={search.search ?? ""}
                onChange={(text) => change({ search: text || undefined })}
                className="w-80 max-w-full max-sm:w-auto max-sm:flex-1"
                data-page-search
              />
              <NativeSelect
                aria-label="Which ones"
                value={search.show ?? ""}
                onChange={(event) => change({ show: (event.target.value || undefined) as DataSearch["show"] })}
              >
                <option value="">All</option>
                <option value="verified">Verified</option>
                <option value="unverified">Not verified</option>
                <option value="hidden">Hidden</option>
              </NativeSelect>
              {tab === "group" && <TypeSelect type={search.type ?? 0} onChange={(type) => change({ type })} />}
              {search.tag !== undefined && (
                <Button icon={X} onClick={() => change({ tag: undefined })} aria-label={`Tag ${search.tag}: remove`}>
                  <bdi>{search.tag}</bdi>
                </Button>
              )}
            </div>
            {tab === "events" ? (
              <EventsTable search={search} go={go} />
            ) : (
              <PropertiesTable of={tab} search={search} go={go} />
            )}
          </TabPanel>
        </Tabs>
      </PageBody>
    </>
  );
}

// Whose properties, where apps send several types of groups.
function TypeSelect({ type, onChange }: { type: number; onChange: (type: number | undefined) => void }) {
  const project = useProject();
  const types = useQuery(groupTypesQuery(project.id)).data ?? [];
  if (types.length < 2) return null;
  return (
    <NativeSelect
      aria-label="Type of group"
      value={type}
      onChange={(event) => onChange(Number(event.target.value) || undefined)}
    >
      {types.map((each) => (
        <option key={each.group_type_index} value={each.group_type_index}>
          {typeTitle(each)}
        </option>
      ))}
    </NativeSelect>
  );
}

interface TableProps {
  search: DataSearch;
  go: (search: DataSearch) => void;
}

interface Described {
  description?: string | null;
  tags?: string[];
  verified?: boolean;
  hidden?: boolean;
}

function Marks({ of, onTag }: { of: Described; onTag: (tag: string) => void }) {
  return (
    <>
      {of.verified && <BadgeCheck size={14} className="shrink-0 text-good" aria-label="verified" />}
      {of.hidden && <EyeOff size={14} className="shrink-0 text-ink-3" aria-label="hidden" />}
      {of.tags?.map((tag) => (
        <button
          key={tag}
          type="button"
          title={`Only what is tagged ${tag}`}
          onClick={(click) => {
            click.stopPropagation();
            onTag(tag);
          }}
          className="rounded-sm hover:brightness-95"
        >
          <Badge>{tag}</Badge>
        </button>
      ))}
    </>
  );
}

const describedColumn = <Row extends Described>(): Column<Row> => ({
  id: "description",
  accessorFn: (row) => row.description ?? "",
  header: "What it means",
  cell: ({ row }) => <bdi className="text-ink-2">{row.original.description}</bdi>,
  meta: { className: "max-md:hidden" },
});

function EventsTable({ search, go }: TableProps) {
  const project = useProject();
  const volumes = useEventVolumes();
  const { page = 1 } = search;
  const list = useQuery(
    eventDefinitionsQuery(project.id, search.search, pageSize, (page - 1) * pageSize, narrowing(search)),
  );
  const rows = list.data?.results;
  const columns = useMemo<Column<EventDefinition>[]>(
    () => [
      {
        id: "name",
        accessorFn: (event) => event.name,
        header: "Event",
        cell: ({ row }) => (
          <span className="flex min-w-0 items-center gap-2">
            <EventIcon name={row.original.name} />
            <bdi className="truncate font-medium" title={row.original.name}>
              {eventName(row.original.name)}
            </bdi>
            <Marks of={row.original} onTag={(tag) => go({ tab: search.tab, tag })} />
          </span>
        ),
        meta: { text: (event) => event.name },
      },
      describedColumn<EventDefinition>(),
      {
        id: "volume",
        accessorFn: (event) => volumes.get(event.name) ?? 0,
        header: "30 days",
        cell: ({ row }) => {
          const volume = volumes.get(row.original.name);
          return (
            <span className="tabular" title={volume === undefined ? "" : exactNumber(volume)}>
              {volume === undefined ? "–" : compactNumber(volume)}
            </span>
          );
        },
        meta: { className: "w-24" },
      },
      {
        id: "owner",
        accessorFn: (event) => event.owner?.first_name ?? "",
        header: "Owner",
        cell: ({ row }) => {
          const name = row.original.owner?.first_name || row.original.owner?.email;
          return name ? (
            <span className="flex min-w-0 items-center gap-1.5 text-ink-2">
              <Avatar name={name} size={18} /> <span className="truncate">{name}</span>
            </span>
          ) : null;
        },
        meta: { className: "w-32 max-lg:hidden" },
      },
      {
        id: "first",
        accessorFn: (event) => event.created_at ?? "",
        header: "First seen",
        cell: ({ row }) => <Time at={row.original.created_at} className="tabular text-ink-3" />,
        meta: { className: "w-28 max-xl:hidden" },
      },
      {
        id: "seen",
        accessorFn: (event) => event.last_seen_at ?? "",
        header: "Last seen",
        cell: ({ row }) => <Time at={row.original.last_seen_at} className="tabular text-ink-3" />,
        meta: { className: "w-32 max-sm:hidden" },
      },
    ],
    [volumes, go, search.tab],
  );
  return (
    <>
      <Definitions
        label="Events"
        list={list}
        rows={rows}
        columns={columns}
        search={search}
        go={go}
        empty="Events are listed here as soon as one has been stored."
      />
      <DefinitionPanel
        list="event_definitions"
        definition={rows?.find((row) => row.id === search.open)}
        title={(definition) => eventName(definition.name)}
        onClose={() => go({ ...search, open: undefined })}
      />
    </>
  );
}

function PropertiesTable({ of, search, go }: TableProps & { of: PropertyOwner }) {
  const project = useProject();
  const { page = 1 } = search;
  const list = useQuery(
    propertyDefinitionsQuery(project.id, {
      of,
      search: search.search,
      limit: pageSize,
      offset: (page - 1) * pageSize,
      groupTypeIndex: of === "group" ? (search.type ?? 0) : undefined,
      narrowed: narrowing(search),
    }),
  );
  const rows = list.data?.results;
  const columns = useMemo<Column<PropertyDefinition>[]>(
    () => [
      {
        id: "name",
        accessorFn: (property) => property.name,
        header: "Property",
        cell: ({ row }) => (
          <span className="flex min-w-0 items-center gap-2">
            <bdi className="truncate font-medium">{propertyName(row.original.name)}</bdi>
            {propertyName(row.original.name) !== row.original.name && (
              <code className="truncate font-mono text-2xs text-ink-3">{row.original.name}</code>
            )}
            <Marks of={row.original} onTag={(tag) => go({ tab: search.tab, type: search.type, tag })} />
          </span>
        ),
      },
      describedColumn<PropertyDefinition>(),
      {
        id: "type",
        accessorFn: (property) => property.property_type ?? "",
        header: "Type",
        cell: ({ row }) => <span className="text-ink-2">{row.original.property_type ?? "–"}</span>,
        meta: { className: "w-28" },
      },
    ],
    [go, search.tab, search.type],
  );
  return (
    <>
      <Definitions
        label="Properties"
        list={list}
        rows={rows}
        columns={columns}
        search={search}
        go={go}
        empty="Properties are listed here as soon as one has been stored."
      />
      <DefinitionPanel
        list="property_definitions"
        of={of}
        definition={rows?.find((row) => row.id === search.open)}
        title={(definition) => propertyName(definition.name)}
        onClose={() => go({ ...search, open: undefined })}
      />
    </>
  );
}

interface DefinitionsProps<Row extends { id: string }> extends TableProps {
  label: string;
  list: {
    error: unknown;
    refetch: () => unknown;
    isPlaceholderData: boolean;
    data?: { count?: number; next: string | null };
  };
  rows: Row[] | undefined;
  columns: Column<Row>[];
  empty: string;
}

function Definitions<Row extends { id: string }>(props: DefinitionsProps<Row>) {
  const { label, list, rows, columns, search, go, empty } = props;
  return (
    <>
      <Card className="overflow-clip">
        {list.error && !rows ? (
          <Failure error={list.error} what="The list could not be loaded" retry={() => list.refetch()} />
        ) : !rows ? (
          <SkeletonRows rows={12} columns={4} />
        ) : rows.length > 0 ? (
          <DataTable
            label={label}
            rows={rows}
            columns={columns}
            rowId={(row) => row.id}
            dimmed={list.isPlaceholderData}
            onOpen={(row) => go({ ...search, open: row.id })}
          />
        ) : search.search || search.show || search.tag ? (
          <Empty
            title={search.search ? `Nothing is called “${search.search}”` : "Nothing fits these filters"}
            action={
              <Button onClick={() => go({ tab: search.tab, type: search.type })}>
                {search.search ? "Clear search" : "Clear filters"}
              </Button>
            }
          />
        ) : (
          <Empty title="Nothing yet">{empty}</Empty>
        )}
      </Card>
      <Pager
        label="Pages"
        page={search.page ?? 1}
        pageSize={pageSize}
        shown={rows?.length ?? 0}
        more={Boolean(list.data?.next)}
        onPage={(page) => go({ ...search, page })}
      />
      {list.data?.count !== undefined && <p className="sr-only">{plural(list.data.count, "entry", "entries")}</p>}
    </>
  );
}
