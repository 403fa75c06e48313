// Everyone the project has seen: found, filtered, sorted, with the columns one chooses.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plug, UserRoundSearch } from "lucide-react";
import { useMemo } from "react";
import { useDraft } from "@/app/draft";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { cohortCountQuery } from "@/features/cohorts/api";
import { definitionOf, emptyDraft, type NewDraft, newDraftName } from "@/features/cohorts/new-draft";
import { ColumnPicker } from "@/features/definitions/column-picker";
import { propertyColumn } from "@/features/definitions/property-column";
import { columnOfProperty, propertyOf } from "@/features/definitions/property-columns";
import { FiltersButton } from "@/features/insights/builder/filters-button";
import { isComplete } from "@/features/insights/filters";
import { useKnownKinds } from "@/query/known-kinds";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button, buttonClass } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { exactNumber, plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import type { Person } from "./api";
import { fixedPersonColumns, personColumnTitle, readPersonColumns, usualPersonColumns } from "./columns";
import { placeOf } from "./facts";
import { personName, readableIdsFirst } from "./name";
import { peopleQuery } from "./people-query";
import type { PersonsSearch } from "./search";

const pageSize = 50;

function fixedColumns(projectId: string): Readonly<Record<string, Column<Person>>> {
  return {
    person: {
      id: "person",
      accessorFn: (person) => personName(person).toLowerCase(),
      header: "Person",
      cell: ({ row }) => (
        <Link
          to="/project/$projectId/persons/$personId"
          params={{ projectId, personId: row.original.uuid }}
          onClick={(click) => click.stopPropagation()}
          tabIndex={-1}
          className="flex min-w-0 items-center gap-2 font-medium hover:text-accent-ink"
        >
          <Avatar name={personName(row.original)} size={20} />
          <bdi className="truncate">{personName(row.original)}</bdi>
        </Link>
      ),
      meta: { text: (person) => personName(person) },
    },
    known: {
      id: "known",
      accessorFn: (person) => person.is_identified === true,
      header: "Known",
      cell: ({ row }) =>
        row.original.is_identified ? <Badge tone="info">Identified</Badge> : <Badge>Anonymous</Badge>,
      meta: { className: "w-32 max-sm:w-28" },
    },
    place: {
      id: "place",
      accessorFn: (person) => placeOf(person.properties) ?? "",
      header: "Place",
      cell: ({ getValue }) => <bdi className="text-ink-2">{String(getValue())}</bdi>,
      meta: { className: "w-48 max-lg:hidden" },
    },
    ids: {
      id: "ids",
      accessorFn: (person) => readableIdsFirst(person.distinct_ids)[0] ?? "",
      header: "Distinct id",
      cell: ({ row }) => (
        <span className="font-mono text-xs text-ink-2" dir="ltr">
          {readableIdsFirst(row.original.distinct_ids)[0]}
          {row.original.distinct_ids.length > 1 && (
            <span className="ml-1.5 font-sans text-ink-3">+{row.original.distinct_ids.length - 1}</span>
          )}
        </span>
      ),
      meta: { className: "max-md:hidden" },
    },
    created: {
      id: "created",
      accessorFn: (person) => person.created_at,
      header: "First seen",
      cell: ({ row }) => <Time at={row.original.created_at} className="tabular text-ink-3" />,
      meta: { className: "w-32 max-sm:hidden" },
    },
  };
}

export function PersonsPage() {
  const project = useProject();
  const projectId = String(project.id);
  const state = useSearch({ from: "/inside/project/$projectId/persons" });
  const { search, page = 1, order = "-created", properties = [], columns = usualPersonColumns } = state;
  const navigate = useNavigate({ from: "/project/$projectId/persons" });
  useShortcuts({ "/": focusPageSearch });
  const list = useQuery(peopleQuery(project.id, state, pageSize));
  const people = list.data?.results;
  const asked = properties.filter(isComplete);

  const shown = useMemo(() => {
    const fixed = fixedColumns(projectId);
    return columns.flatMap((column) => {
      const key = propertyOf(column);
      const made = key === undefined ? fixed[column] : propertyColumn<Person>(key, (person) => person.properties[key]);
      return made ? [made] : [];
    });
  }, [projectId, columns]);

  const show = (next: PersonsSearch) => navigate({ search: next, replace: true });
  // Another question begins on its first page.
  const change = (changes: PersonsSearch) => show({ ...state, page: undefined, ...changes });
  const narrowed = search !== undefined || asked.length > 0;

  return (
    <>
      <PageHead
        title="People"
        about="Everyone your apps have seen, with what you know about them."
        actions={
          <ColumnPicker
            of="person"
            columns={columns}
            titleOf={personColumnTitle}
            fixed={Object.keys(fixedPersonColumns)}
            columnOf={({ key }) => columnOfProperty(key)}
            onChange={(next) => show({ ...state, columns: readPersonColumns(next) })}
            onReset={state.columns && (() => show({ ...state, columns: undefined }))}
          />
        }
      />
      <PageBody>
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <SettledSearch
            label="Search by name, email or id"
            value={search ?? ""}
            onChange={(text) => change({ search: text || undefined })}
            className="w-80 max-w-full max-sm:w-auto max-sm:flex-1"
            data-page-search
          />
          <FiltersButton
            of="person"
            filters={properties}
            onChange={(next) => change({ properties: next.length > 0 ? next : undefined })}
          />
          {(narrowed || properties.length > 0) && (
            <Button weight="quiet" onClick={() => show({ columns: state.columns, order: state.order })}>
              Clear
            </Button>
          )}
          {asked.length > 0 && !search && <Found filters={asked} />}
        </div>
        <Card className="overflow-clip">
          {list.error && !people ? (
            <Failure error={list.error} what="The people could not be loaded" retry={() => list.refetch()} />
          ) : !people ? (
            <SkeletonRows rows={12} columns={5} />
          ) : people.length > 0 ? (
            <DataTable
              label="People"
              rows={people}
              columns={shown}
              rowId={(person) => person.uuid}
              dimmed={list.isPlaceholderData}
              serverOrder={{
                column: order.replace(/^-/, ""),
                others: ["created", ...columns.filter((column) => propertyOf(column) !== undefined)],
                descending: order.startsWith("-"),
                onChange: (descending, column) => {
                  const next = `${descending ? "-" : ""}${column}`;
                  change({ order: next === "-created" ? undefined : next });
                },
              }}
              onOpen={(person) =>
                navigate({ to: "/project/$projectId/persons/$personId", params: { projectId, personId: person.uuid } })
              }
            />
          ) : narrowed ? (
            <Empty
              title={search ? `Nobody is found by “${search}”` : "Nobody fits these filters"}
              action={
                <Button onClick={() => show({ columns: state.columns })}>
                  {asked.length > 0 ? "Clear filters" : "Clear search"}
                </Button>
              }
            >
              {search
                ? "The search looks at names, email addresses and distinct ids."
                : "They look at what is known of people now, not at single events."}
            </Empty>
          ) : (
            <Empty
              title="Nobody yet"
              action={
                <Link to="/project/$projectId/start" params={{ projectId }} className={buttonClass("primary")}>
                  <Plug size={16} aria-hidden /> Send your first event
                </Link>
              }
            >
              A person appears with their first event.
            </Empty>
          )}
        </Card>
        <Pager
          label="Pages of people"
          page={page}
          pageSize={pageSize}
          shown={people?.length ?? 0}
          more={Boolean(list.data?.next)}
          onPage={(next) => show({ ...state, page: next > 1 ? next : undefined })}
        />
      </PageBody>
    </>
  );
}

// How many people the filters hold for, and the way to keep them.
function Found({ filters }: { filters: NonNullable<PersonsSearch["properties"]> }) {
  const project = useProject();
  const navigate = useNavigate();
  const knows = useKnownKinds();
  const [, setDraft] = useDraft<NewDraft>(newDraftName(project.id));
  const definition = definitionOf(filters);
  const count = useQuery({ ...cohortCountQuery(project.id, definition), enabled: knows("Cohort") }).data;
  if (!knows("Cohort")) return null;
  const keep = () => {
    setDraft({ ...emptyDraft, definition });
    navigate({ to: "/project/$projectId/cohorts/new", params: { projectId: String(project.id) } });
  };
  return (
    <span className="ml-auto flex items-center gap-3">
      {count && (
        <span className="tabular text-sm text-ink-3" title={`of ${exactNumber(count.total)}`}>
          {plural(count.count, "person", "people")}
        </span>
      )}
      <Button icon={UserRoundSearch} onClick={keep}>
        Save as cohort
      </Button>
    </span>
  );
}
