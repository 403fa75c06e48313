// All cohorts: who is in them in words, how many that is, make one.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Ellipsis, Plus, Trash2, UsersRound } from "lucide-react";
import { useMemo } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { type Column, DataTable } from "@/ui/data-table";
import { Menu, MenuItem } from "@/ui/menu";
import { compactNumber, exactNumber, plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { type Cohort, cohortsQuery } from "./api";
import { useChangeCohort } from "./use-change-cohort";
import { cohortText } from "./words";

export function CohortsPage() {
  const project = useProject();
  const projectId = String(project.id);
  const { search } = useSearch({ from: "/inside/project/$projectId/cohorts/" });
  const navigate = useNavigate({ from: "/project/$projectId/cohorts" });
  const change = useChangeCohort();
  const list = useQuery(cohortsQuery(project.id, search));
  const cohorts = list.data?.results;
  const names = useMemo(() => new Map((cohorts ?? []).map((cohort) => [cohort.id, cohort.name])), [cohorts]);
  const make = () => navigate({ to: "/project/$projectId/cohorts/new", params: { projectId } });
  useShortcuts({ "/": focusPageSearch, n: make });

  const columns = useMemo<Column<Cohort>[]>(
    () => [
      {
        id: "name",
        accessorFn: (cohort) => cohort.name,
        header: "Cohort",
        cell: ({ row }) => (
          <span className="flex min-w-0 items-center gap-2">
            <Link
              to="/project/$projectId/cohorts/$cohortId"
              params={{ projectId, cohortId: String(row.original.id) }}
              onClick={(click) => click.stopPropagation()}
              tabIndex={-1}
              className="truncate font-medium hover:text-accent-ink"
            >
              <bdi>{row.original.name || "Untitled cohort"}</bdi>
            </Link>
            {row.original.is_static && <Badge>List</Badge>}
            {row.original.last_error_message && <Badge tone="warn">Cannot be counted</Badge>}
          </span>
        ),
      },
      {
        id: "who",
        accessorFn: (cohort) => cohortText(cohort, names),
        header: "Who",
        cell: ({ row }) => (
          <bdi className="text-ink-2" title={cohortText(row.original, names)}>
            {cohortText(row.original, names)}
          </bdi>
        ),
        meta: { className: "max-md:hidden w-2/5" },
      },
      {
        id: "count",
        accessorFn: (cohort) => cohort.count ?? -1,
        header: "People",
        cell: ({ row }) => <Count cohort={row.original} />,
        meta: { className: "w-28" },
      },
      {
        id: "counted",
        accessorFn: (cohort) => cohort.last_calculation ?? "",
        header: "Counted",
        cell: ({ row }) => <Time at={row.original.last_calculation} className="tabular text-ink-3" />,
        meta: { className: "w-32 max-sm:hidden" },
      },
      {
        id: "more",
        header: () => <span className="sr-only">More</span>,
        enableSorting: false,
        cell: ({ row }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: keeps a click on the menu from opening the row
          // biome-ignore lint/a11y/useKeyWithClickEvents: the row hears keys only when it has the focus itself
          <span onClick={(click) => click.stopPropagation()}>
            <Menu align="end" trigger={<IconButton small icon={Ellipsis} label={`More about ${row.original.name}`} />}>
              <MenuItem
                icon={Trash2}
                danger
                onSelect={() =>
                  change(row.original, { deleted: true }, `“${row.original.name}” deleted`, { deleted: false })
                }
              >
                Delete
              </MenuItem>
            </Menu>
          </span>
        ),
        meta: { className: "w-12 text-right" },
      },
    ],
    [projectId, change, names],
  );

  return (
    <>
      <PageHead
        title="Cohorts"
        about="People who have something in common: what they did, what they are, or a list you bring."
        actions={
          <Link
            to="/project/$projectId/cohorts/new"
            params={{ projectId }}
            className={buttonClass("primary")}
            title="New cohort (n)"
          >
            <Plus size={16} aria-hidden />
            New cohort
          </Link>
        }
      />
      <PageBody>
        <div className="flex items-center gap-2 pb-3">
          <SettledSearch
            label="Search cohorts"
            value={search ?? ""}
            onChange={(text) => navigate({ search: { search: text || undefined }, replace: true })}
            className="w-72 max-w-full"
            data-page-search
          />
          {list.data && <span className="tabular ml-auto text-sm text-ink-3">{plural(list.data.count, "cohort")}</span>}
        </div>
        <Card className="overflow-clip">
          {list.error && !cohorts ? (
            <Failure error={list.error} what="The cohorts could not be loaded" retry={() => list.refetch()} />
          ) : !cohorts ? (
            <SkeletonRows rows={6} columns={4} />
          ) : cohorts.length > 0 ? (
            <DataTable
              label="Cohorts"
              rows={cohorts}
              columns={columns}
              rowId={(cohort) => String(cohort.id)}
              dimmed={list.isPlaceholderData}
              onOpen={(cohort) =>
                navigate({
                  to: "/project/$projectId/cohorts/$cohortId",
                  params: { projectId, cohortId: String(cohort.id) },
                })
              }
            />
          ) : search ? (
            <Empty
              title={`No cohort is called “${search}”`}
              action={<Button onClick={() => navigate({ search: {}, replace: true })}>Clear search</Button>}
            />
          ) : (
            <Empty
              title="No cohorts yet"
              action={
                <Button weight="primary" icon={UsersRound} onClick={make}>
                  New cohort
                </Button>
              }
            >
              Say what people did or are, or paste a list. Filters, breakdowns and flags can then ask for them.
            </Empty>
          )}
        </Card>
      </PageBody>
    </>
  );
}

export function Count({ cohort }: { cohort: Cohort }) {
  if (cohort.count === null || (cohort.is_calculating && cohort.count === 0))
    return <span className="text-ink-3">{cohort.is_calculating ? "counting…" : "–"}</span>;
  return (
    <span className="tabular" title={exactNumber(cohort.count)}>
      {compactNumber(cohort.count)}
    </span>
  );
}
