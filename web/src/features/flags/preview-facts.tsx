// Who joined a preview, and what people wrote about it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useProject } from "@/features/accounts/api";
import { PersonLink } from "@/features/events/person-link";
import { personName, readableIdsFirst } from "@/features/persons/name";
import { Avatar } from "@/ui/avatar";
import { exactNumber, plural } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { commentEvent, commentsQuery, joinedCountQuery, joinedPeopleQuery } from "./early-access";

export function JoinedPeople({ flagKey, planned }: { flagKey: string; planned: boolean }) {
  const project = useProject();
  const projectId = String(project.id);
  const count = useQuery(joinedCountQuery(project.id, flagKey));
  const list = useQuery(joinedPeopleQuery(project.id, flagKey));
  const people = list.data?.results;
  return (
    <Card className="overflow-clip">
      <h2 className="flex items-baseline gap-2 px-4 pt-3 pb-2 text-sm font-semibold">
        {planned ? "Want it" : "Joined"}
        {count.data && <span className="tabular font-normal text-ink-3">{exactNumber(count.data.affected)}</span>}
      </h2>
      {list.error && !people ? (
        <Failure error={list.error} what="The people could not be loaded" retry={() => list.refetch()} />
      ) : !people ? (
        <SkeletonRows rows={3} columns={1} />
      ) : people.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-3">Nobody yet. Link to the public page from your app.</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {people.map((person) => {
            const name = personName(person);
            return (
              <li key={person.uuid}>
                <Link
                  to="/project/$projectId/persons/$personId"
                  params={{ projectId, personId: person.uuid }}
                  className="flex h-10 min-w-0 items-center gap-3 px-4 text-sm hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <Avatar name={name} size={20} />
                  <bdi className="min-w-0 flex-1 truncate font-medium">{name}</bdi>
                  <span className="max-w-32 truncate font-mono text-2xs text-ink-3" dir="ltr">
                    {readableIdsFirst(person.distinct_ids)[0]}
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      {list.data?.next && (
        <p className="border-t border-line px-4 py-2 text-xs">
          <Link
            to="/project/$projectId/events"
            params={{ projectId }}
            search={{
              event: "$feature_enrollment_update",
              properties: [{ type: "event", key: "$feature_flag", operator: "exact", value: [flagKey] }],
            }}
            className="text-accent-ink hover:underline"
          >
            Everybody, as they joined and left
          </Link>
        </p>
      )}
    </Card>
  );
}

export function Comments({ flagKey }: { flagKey: string }) {
  const project = useProject();
  const list = useQuery(commentsQuery(project.id));
  const comments = list.data?.results.filter((event) => event.properties.$feature_flag === flagKey);
  return (
    <Card>
      <h2 className="flex items-baseline gap-2 px-4 pt-3 pb-2 text-sm font-semibold">
        Comments
        {comments && comments.length > 0 && (
          <span className="tabular font-normal text-ink-3">{plural(comments.length, "comment")}</span>
        )}
      </h2>
      {list.error && !comments ? (
        <Failure error={list.error} what="The comments could not be loaded" retry={() => list.refetch()} />
      ) : !comments ? (
        <SkeletonRows rows={3} columns={1} />
      ) : comments.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-3">Nobody has written anything yet.</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {comments.map((event) => (
            <li key={event.uuid} className="px-4 py-2.5 text-sm">
              <div className="flex flex-wrap items-center gap-x-2 text-xs text-ink-3">
                <PersonLink event={event} />
                <Time at={event.timestamp} />
              </div>
              <p className="mt-1 break-words whitespace-pre-line">
                <bdi>{String(event.properties.comment ?? "")}</bdi>
              </p>
            </li>
          ))}
        </ul>
      )}
      {comments && comments.length > 0 && (
        <p className="border-t border-line px-4 py-2 text-xs">
          <Link
            to="/project/$projectId/events"
            params={{ projectId: String(project.id) }}
            search={{
              event: commentEvent,
              properties: [{ type: "event", key: "$feature_flag", operator: "exact", value: [flagKey] }],
            }}
            className="text-accent-ink hover:underline"
          >
            All comments as events
          </Link>
        </p>
      )}
    </Card>
  );
}
