// The people of a cohort, each with the way to their page; of a list they can be taken out.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { personName, readableIdsFirst } from "@/features/persons/name";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { exactNumber } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SettledSearch } from "@/ui/settled-search";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { type Cohort, cohortPeopleQuery, putIn, takeOut } from "./api";
import { useRenewCohorts } from "./use-change-cohort";

const pageSize = 50;

export function CohortPeople({ cohort }: { cohort: Cohort }) {
  const project = useProject();
  const projectId = String(project.id);
  const renew = useRenewCohorts();
  const [page, setPage] = useState(1);
  const [search, setSearch] = useState("");
  const list = useQuery(cohortPeopleQuery(project.id, cohort, pageSize, (page - 1) * pageSize, search));
  const people = list.data?.results;
  const remove = async (uuid: string, name: string) => {
    try {
      await takeOut(project.id, cohort.id, uuid);
      renew();
      toast(`${name} taken out`, {
        action: {
          label: "Undo",
          run: () =>
            void putIn(project.id, cohort.id, [uuid]).then(
              () => renew(),
              (error) => toast(errorText(error), { kind: "failed" }),
            ),
        },
      });
    } catch (error) {
      toast(`Nobody was taken out. ${errorText(error)}`, { kind: "failed" });
    }
  };
  return (
    <div>
      <Card className="overflow-clip">
        <div className="flex flex-wrap items-center gap-2 px-4 pt-3 pb-2">
          <h2 className="flex items-baseline gap-2 text-sm font-semibold">
            People
            {cohort.count !== null && (
              <span className="tabular font-normal text-ink-3">{exactNumber(cohort.count)}</span>
            )}
            {cohort.is_calculating && <span className="text-xs font-normal text-ink-3">counting…</span>}
          </h2>
          {(cohort.count ?? 0) > 0 && (
            <SettledSearch
              label="Search by name, email or id"
              value={search}
              onChange={(text) => {
                setSearch(text);
                setPage(1);
              }}
              className="ml-auto w-64 max-sm:w-full"
            />
          )}
        </div>
        {cohort.last_error_message && (
          <p role="alert" className="px-4 pb-3 text-sm text-warn">
            {cohort.last_error_message}
          </p>
        )}
        {list.error && !people ? (
          <Failure error={list.error} what="The people could not be loaded" retry={() => list.refetch()} />
        ) : !people || (cohort.is_calculating && cohort.count === null) ? (
          <SkeletonRows rows={8} columns={2} />
        ) : people.length === 0 && search !== "" ? (
          <Empty title={`Nobody of them is found by “${search}”`} />
        ) : people.length === 0 ? (
          <Empty title="Nobody yet">
            {cohort.is_static ? "Paste a list of people to fill it." : "Nobody fits. Whoever does will be here."}
          </Empty>
        ) : (
          <ul className="divide-y divide-line border-t border-line">
            {people.map((person) => {
              const name = personName(person);
              return (
                <li key={person.uuid} className="flex items-center pr-2">
                  <Link
                    to="/project/$projectId/persons/$personId"
                    params={{ projectId, personId: person.uuid }}
                    className="flex h-11 min-w-0 flex-1 items-center gap-3 px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2"
                  >
                    <Avatar name={name} size={20} />
                    <bdi className="min-w-0 flex-1 truncate font-medium">{name}</bdi>
                    <span className="max-w-40 truncate font-mono text-2xs text-ink-3" dir="ltr">
                      {readableIdsFirst(person.distinct_ids)[0]}
                    </span>
                  </Link>
                  {cohort.is_static && (
                    <IconButton
                      small
                      icon={UserMinus}
                      label={`Take ${name} out`}
                      onClick={() => remove(person.uuid, name)}
                    />
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </Card>
      <Pager
        label="Pages"
        page={page}
        pageSize={pageSize}
        shown={people?.length ?? 0}
        more={Boolean(list.data?.next)}
        onPage={setPage}
      />
    </div>
  );
}
