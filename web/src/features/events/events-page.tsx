// Stored events with filters, newest first, loading more as one scrolls.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plug } from "lucide-react";
import { useCallback, useMemo } from "react";
import { focusPageSearch } from "@/app/page-search";
import { useShortcuts } from "@/app/shortcuts";
import { useProject } from "@/features/accounts/api";
import { ColumnPicker } from "@/features/definitions/column-picker";
import { Button, buttonClass } from "@/ui/button";
import { plural } from "@/ui/numbers";
import { PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { useZone } from "@/ui/time";
import { eventsQuery } from "./api";
import { columnProperty, columnTitle, fixedColumns, propertyColumn, readColumns, usualColumns } from "./columns";
import { eventMatches } from "./describe";
import { EventList } from "./event-list";
import { ExportButton } from "./export-button";
import { FilterBar } from "./filter-bar";
import { anyFilter, changeFilters } from "./filters";
import type { EventsSearch } from "./search";
import { useExpanded } from "./use-expanded";
import { ViewsMenu } from "./views-menu";

export function EventsPage() {
  const project = useProject();
  const zone = useZone();
  const search = useSearch({ from: "/inside/project/$projectId/events" });
  const { columns = usualColumns, view, ...filters } = search;
  const navigate = useNavigate({ from: "/project/$projectId/events" });
  const { expanded, toggle } = useExpanded();
  useShortcuts({ "/": focusPageSearch });

  // The search in properties happens here, so it is no part of what the server is asked.
  const { text, ...asked } = filters;
  const list = useInfiniteQuery(eventsQuery(project.id, asked, zone));
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.results) ?? [], [list.data]);
  const shown = useMemo(() => (text ? loaded.filter((event) => eventMatches(event, text)) : loaded), [loaded, text]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const show = (next: EventsSearch) => navigate({ search: next, replace: true });
  const clear = () => show({ columns: search.columns });

  return (
    <div className="flex h-full flex-col">
      <PageHead
        title="Events"
        about="Every stored event, newest first. Open a row for its properties."
        actions={
          <>
            <ViewsMenu search={search} onShow={show} />
            <ColumnPicker
              columns={columns}
              titleOf={columnTitle}
              hintOf={(column) => (columnProperty(column)?.type === "person" ? "of the person" : "")}
              fixed={Object.keys(fixedColumns)}
              columnOf={({ type, key }) => propertyColumn(type, key)}
              onChange={(next) => show({ ...search, columns: readColumns(next) })}
              onReset={search.columns && (() => show({ ...search, columns: undefined }))}
            />
            <ExportButton events={shown} columns={columns} />
          </>
        }
      />
      <FilterBar
        filters={filters}
        dates
        onChange={(changes) => show({ columns: search.columns, view, ...changeFilters(filters, changes) })}
        onClear={clear}
      >
        {loaded.length > 0 && (
          <span className="tabular text-sm text-ink-3">
            {text ? `${plural(shown.length, "match", "matches")} in ` : ""}
            {plural(loaded.length, "event")} loaded
            {hasNextPage ? "" : ", all there are"}
          </span>
        )}
      </FilterBar>
      <div className="flex min-h-0 flex-1 flex-col border-t border-line">
        {shown.length > 0 ? (
          <EventList
            events={shown}
            label="Stored events, newest first"
            name={`events.${view ?? "usual"}`}
            columns={columns}
            expanded={expanded}
            onToggle={toggle}
            onEnd={text ? undefined : more}
            foot={
              hasNextPage && (
                <div className="flex justify-center p-3">
                  <Button onClick={more} busy={isFetchingNextPage}>
                    Load more
                  </Button>
                </div>
              )
            }
          />
        ) : list.error ? (
          <Failure error={list.error} what="The events could not be loaded" retry={() => list.refetch()} />
        ) : list.isPending ? (
          <SkeletonRows rows={14} columns={5} />
        ) : text && hasNextPage ? (
          <Empty
            title={`No match in the ${plural(loaded.length, "newest event")}`}
            action={
              <Button onClick={more} busy={isFetchingNextPage}>
                Search further back
              </Button>
            }
          />
        ) : anyFilter(filters) ? (
          <Empty title="No event fits these filters" action={<Button onClick={clear}>Clear filters</Button>} />
        ) : (
          <Empty
            title="No events yet"
            action={
              <Link
                to="/project/$projectId/start"
                params={{ projectId: String(project.id) }}
                className={buttonClass("primary")}
              >
                <Plug size={16} aria-hidden /> Send your first event
              </Link>
            }
          >
            Events that your apps send are listed here, with every property.
          </Empty>
        )}
      </div>
    </div>
  );
}
