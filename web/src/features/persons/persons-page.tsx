// Everyone the project has seen.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plug } from "lucide-react";
import { useMemo } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button, buttonClass } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { type Person, personsQuery } from "./api";
import { placeOf } from "./facts";
import { personName, readableIdsFirst } from "./name";
import type { PersonsSearch } from "./search";

const pageSize = 50;

export function PersonsPage() {
  const project = useProject();
  const { search, page = 1, order } = useSearch({ from: "/inside/project/$projectId/persons" });
  const navigate = useNavigate({ from: "/project/$projectId/persons" });
  useShortcuts({ "/": focusPageSearch });
  const offset = (page - 1) * pageSize;
  const list = useQuery(personsQuery(project.id, { search, ordering: order, limit: pageSize, offset }));
  const people = list.data?.results;
  const projectId = String(project.id);

  const columns = useMemo<Column<Person>[]>(
    () => [
      {
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
      },
      {
        id: "identified",
        accessorFn: (person) => person.is_identified === true,
        header: "Known",
        cell: ({ row }) =>
          row.original.is_identified ? <Badge tone="info">Identified</Badge> : <Badge>Anonymous</Badge>,
        meta: { className: "w-32 max-sm:w-28" },
      },
      {
        id: "place",
        accessorFn: (person) => placeOf(person.properties) ?? "",
        header: "Place",
        cell: ({ getValue }) => <bdi className="text-ink-2">{String(getValue())}</bdi>,
        meta: { className: "w-48 max-lg:hidden" },
      },
      {
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
      {
        id: "created",
        accessorFn: (person) => person.created_at,
        header: "First seen",
        cell: ({ row }) => <Time at={row.original.created_at} className="tabular text-ink-3" />,
        meta: { className: "w-32 max-sm:hidden" },
      },
    ],
    [projectId],
  );

  const go = (next: PersonsSearch) => navigate({ search: { order, ...next }, replace: true });

  return (
    <>
      <PageHead title="People" about="Everyone your apps have seen, with what you know about them." />
      <PageBody>
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <SettledSearch
            label="Search by name, email or id"
            value={search ?? ""}
            onChange={(text) => go(text ? { search: text } : {})}
            className="w-80 max-w-full"
            data-page-search
          />
          {list.data?.count !== undefined && (
            <span className="tabular ml-auto text-sm text-ink-3">{plural(list.data.count, "person", "people")}</span>
          )}
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
              columns={columns}
              rowId={(person) => person.uuid}
              dimmed={list.isPlaceholderData}
              serverOrder={{
                column: "created",
                descending: order === undefined,
                onChange: (descending) => go({ search, order: descending ? undefined : "created_at" }),
              }}
              onOpen={(person) =>
                navigate({ to: "/project/$projectId/persons/$personId", params: { projectId, personId: person.uuid } })
              }
            />
          ) : search ? (
            <Empty
              title={`Nobody is found by “${search}”`}
              action={<Button onClick={() => go({})}>Clear search</Button>}
            >
              The search looks at names, email addresses and distinct ids.
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
          onPage={(next) => go({ search, page: next })}
        />
      </PageBody>
    </>
  );
}
