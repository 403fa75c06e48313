// The people behind a number, each with the way to their page.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { csvText, download, fileName } from "@/charts/export";
import { useProject } from "@/features/accounts/api";
import { SaveAsCohort } from "@/features/cohorts/save-as-cohort";
import { readableIdsFirst } from "@/features/persons/name";
import { ask } from "@/query/client";
import type { ActorsSource, TableAnswer } from "@/query/types";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { SearchInput } from "@/ui/field";
import { exactNumber, plural } from "@/ui/numbers";
import { SidePanel } from "@/ui/side-panel";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { type Actor, actorsIn } from "./people";
import type { PeopleOf } from "./url";

interface PeoplePanelProps {
  people: PeopleOf | undefined;
  onClose: () => void;
}

const pageSize = 100;

export function PeoplePanel({ people, onClose }: PeoplePanelProps) {
  return (
    <SidePanel open={people !== undefined} onClose={onClose} title="People" about={people && <bdi>{people.title}</bdi>}>
      {people && <PeopleList source={people.source} title={people.title} />}
    </SidePanel>
  );
}

function PeopleList({ source, title }: { source: ActorsSource; title: string }) {
  const project = useProject();
  const [search, setSearch] = useState("");
  const list = useInfiniteQuery({
    queryKey: ["project", project.id, "actors", source],
    queryFn: ({ pageParam, signal }) =>
      ask<TableAnswer>(project.id, { kind: "ActorsQuery", source, limit: pageSize, offset: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => (page.hasMore ? pages.length * pageSize : undefined),
    staleTime: 60_000,
    retry: false,
  });
  const all = list.data?.pages.flatMap(actorsIn) ?? [];
  const wanted = search.trim().toLowerCase();
  const groups = all.some((actor) => actor.groupType !== undefined);
  const shown = wanted === "" ? all : all.filter((actor) => actor.words.includes(wanted));

  if (list.error && all.length === 0) {
    return <Failure error={list.error} what="The people could not be loaded" retry={() => list.refetch()} />;
  }
  if (list.isPending) return <SkeletonRows rows={12} columns={2} />;
  if (all.length === 0) {
    return <Empty title="Nobody is behind this number">The events may come from visitors without a profile.</Empty>;
  }
  return (
    <>
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-2 border-b border-line bg-raised px-5 py-2.5">
        <SearchInput
          value={search}
          onChange={setSearch}
          label={groups ? "Search these groups" : "Search these people"}
          className="flex-1 max-sm:basis-full"
        />
        <span className="tabular shrink-0 text-sm text-ink-3">
          {groups ? plural(all.length, "group") : plural(all.length, "person", "people")}
          {list.hasNextPage && " so far"}
        </span>
        {!groups && <SaveAsCohort source={source} title={title} />}
        <Button
          small
          icon={Download}
          onClick={() =>
            download(
              fileName(title, "csv"),
              csvText([
                [groups ? "group" : "person", groups ? "key" : "distinct_id", "email"],
                ...all.map((actor) => [actor.name, actor.ids[0] ?? "", actor.email]),
              ]),
              "text/csv",
            )
          }
        >
          CSV
        </Button>
      </div>
      <ul className="divide-y divide-line">
        {shown.map((actor) => (
          <li key={actor.id}>
            <ActorLink actor={actor}>
              <Avatar name={actor.name} size={24} />
              <span className="min-w-0 flex-1">
                <bdi className="block truncate font-medium">{actor.name}</bdi>
                <span className="block truncate font-mono text-2xs text-ink-3" dir="ltr">
                  {readableIdsFirst(actor.ids)[0]}
                </span>
              </span>
              {actor.events !== undefined && (
                <span className="tabular text-xs text-ink-3">{plural(actor.events, "event")}</span>
              )}
            </ActorLink>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button onClick={() => list.fetchNextPage()} busy={list.isFetchingNextPage}>
            Load {exactNumber(pageSize)} more
          </Button>
        </div>
      )}
    </>
  );
}

function ActorLink({ actor, children }: { actor: Actor; children: ReactNode }) {
  const project = useProject();
  const projectId = String(project.id);
  const className = "flex h-12 items-center gap-3 px-5 text-sm hover:bg-hover focus-visible:-outline-offset-2";
  if (actor.groupType === undefined) {
    return (
      <Link to="/project/$projectId/persons/$personId" params={{ projectId, personId: actor.id }} className={className}>
        {children}
      </Link>
    );
  }
  return (
    <Link
      to="/project/$projectId/groups/$typeIndex/$groupKey"
      params={{ projectId, typeIndex: String(actor.groupType), groupKey: actor.id }}
      className={className}
    >
      {children}
    </Link>
  );
}
