// One event under its own address.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ApiError } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Breadcrumbs } from "@/ui/breadcrumbs";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time } from "@/ui/time";
import { eventQuery } from "./api";
import { eventDetailText, eventTitle } from "./describe";
import { EventDetails } from "./event-details";
import { EventIcon } from "./event-icon";

export function EventPage() {
  const project = useProject();
  const { uuid } = useParams({ from: "/inside/project/$projectId/events/$uuid" });
  const event = useQuery(eventQuery(project.id, uuid));
  const title = event.data ? eventTitle(event.data) : "Event";

  return (
    <>
      <PageHead
        title={title}
        heading={
          <>
            <Breadcrumbs>
              <Link to="/project/$projectId/events" params={{ projectId: String(project.id) }}>
                Events
              </Link>
            </Breadcrumbs>
            <h1 className="flex min-w-0 items-center gap-2 text-xl font-semibold tracking-tight">
              {event.data && <EventIcon name={event.data.event} />}
              <bdi className="truncate">{title}</bdi>
            </h1>
          </>
        }
        about={
          event.data && (
            <>
              <bdi>{eventDetailText(event.data)}</bdi>
              {eventDetailText(event.data) && " · "}
              <Time at={event.data.timestamp} />
            </>
          )
        }
      />
      <PageBody className="max-w-5xl">
        <Card>
          {event.data ? (
            <div className="p-4">
              <EventDetails event={event.data} linked={false} />
            </div>
          ) : event.error instanceof ApiError && event.error.status === 404 ? (
            <Empty title="There is no event with this id">
              It may have been deleted with its person, or the link belongs to another project.
            </Empty>
          ) : event.error ? (
            <Failure error={event.error} what="The event could not be loaded" retry={() => event.refetch()} />
          ) : (
            <SkeletonRows rows={8} columns={2} />
          )}
        </Card>
      </PageBody>
    </>
  );
}
