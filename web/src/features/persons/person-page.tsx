// One person: who they are, what they did, what is known about them.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Ellipsis, Split, Trash2 } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Breadcrumbs } from "@/ui/breadcrumbs";
import { Button } from "@/ui/button";
import { CopyIcon } from "@/ui/copy";
import { Menu, MenuItem } from "@/ui/menu";
import { plural } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { PropertiesTable } from "@/ui/properties-table";
import { Empty, Failure, Skeleton, SkeletonRows } from "@/ui/states";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Time } from "@/ui/time";
import { type Person, personQuery } from "./api";
import { DeletePersonDialog } from "./delete-person-dialog";
import { factsOf } from "./facts";
import { personName, readableIdsFirst } from "./name";
import { PersonActivity, PersonCohorts, PersonFlags, PersonGroups } from "./person-tabs";
import type { PersonTab } from "./search";
import { SplitPersonDialog } from "./split-person-dialog";
import { PersonTimeline } from "./timeline";
import { useEditProperties } from "./use-edit-properties";

export function PersonPage() {
  const project = useProject();
  const { personId } = useParams({ from: "/inside/project/$projectId/persons/$personId" });
  const person = useQuery(personQuery(project.id, personId));
  const projectId = String(project.id);

  if (person.data) return <Loaded person={person.data} personId={personId} />;
  return (
    <>
      <PageHead title="Person" heading={<Skeleton className="my-2 h-6 w-56" />} />
      <PageBody>
        <Card>
          {person.error instanceof ApiError && person.error.status === 404 ? (
            <Empty
              title="This person is not here"
              action={
                <Link
                  to="/project/$projectId/persons"
                  params={{ projectId }}
                  className="text-accent-ink hover:underline"
                >
                  Everyone else is
                </Link>
              }
            >
              They may have been deleted or merged into somebody else, or their events came without a person profile.
            </Empty>
          ) : person.error ? (
            <Failure error={person.error} what="The person could not be loaded" retry={() => person.refetch()} />
          ) : (
            <SkeletonRows rows={10} columns={3} />
          )}
        </Card>
      </PageBody>
    </>
  );
}

function Loaded({ person, personId }: { person: Person; personId: string }) {
  const project = useProject();
  const { tab = "timeline" } = useSearch({ from: "/inside/project/$projectId/persons/$personId" });
  const navigate = useNavigate({ from: "/project/$projectId/persons/$personId" });
  const editing = useEditProperties(project.id, personId, person);
  const [deleting, setDeleting] = useState(false);
  const [splitting, setSplitting] = useState(false);
  const name = personName(person);
  const tabs = [
    { value: "timeline" as const, title: "Timeline" },
    { value: "properties" as const, title: "Properties", count: Object.keys(person.properties).length },
    { value: "cohorts" as const, title: "Cohorts" },
    { value: "flags" as const, title: "Flags" },
    { value: "groups" as const, title: "Groups" },
    { value: "ids" as const, title: "Distinct ids", count: person.distinct_ids.length },
    { value: "activity" as const, title: "Changes" },
  ];

  return (
    <>
      <PageHead
        title={name}
        heading={
          <>
            <Breadcrumbs>
              <Link to="/project/$projectId/persons" params={{ projectId: String(project.id) }}>
                People
              </Link>
            </Breadcrumbs>
            <div className="flex min-w-0 items-center gap-3">
              <Avatar name={name} size={36} />
              <div className="min-w-0">
                <h1 className="flex min-w-0 items-center gap-2 text-xl font-semibold tracking-tight">
                  <bdi className="truncate">{name}</bdi>
                  {person.is_identified ? <Badge tone="info">Identified</Badge> : <Badge>Anonymous</Badge>}
                </h1>
                <p className="text-sm text-ink-3">
                  First seen <Time at={person.created_at} />
                </p>
              </div>
            </div>
          </>
        }
        actions={
          <Menu
            align="end"
            trigger={
              <Button icon={Ellipsis} aria-label="More about this person">
                More
              </Button>
            }
          >
            {person.distinct_ids.length > 1 && (
              <MenuItem icon={Split} danger onSelect={() => setSplitting(true)}>
                Split by id…
              </MenuItem>
            )}
            <MenuItem icon={Trash2} danger onSelect={() => setDeleting(true)}>
              Delete this person…
            </MenuItem>
          </Menu>
        }
      />
      <PageBody className="grid grid-cols-1 max-w-[1280px] gap-8 lg:grid-cols-[minmax(0,1fr)_280px]">
        <div className="min-w-0">
          <Tabs
            label="About this person"
            tabs={tabs}
            value={tab}
            onChange={(next: PersonTab) =>
              navigate({ search: next === "timeline" ? {} : { tab: next }, replace: true })
            }
          >
            <TabPanel value="timeline">
              <PersonTimeline person={person} />
            </TabPanel>
            <TabPanel value="properties">
              <PropertiesTable properties={person.properties} editing={editing} of="person" />
            </TabPanel>
            <TabPanel value="cohorts">
              <PersonCohorts person={person} />
            </TabPanel>
            <TabPanel value="flags">
              <PersonFlags person={person} />
            </TabPanel>
            <TabPanel value="groups">
              <PersonGroups person={person} />
            </TabPanel>
            <TabPanel value="ids">
              <DistinctIds ids={readableIdsFirst(person.distinct_ids)} />
            </TabPanel>
            <TabPanel value="activity">
              <PersonActivity person={person} />
            </TabPanel>
          </Tabs>
        </div>
        <Facts person={person} />
      </PageBody>
      <DeletePersonDialog person={person} open={deleting} onOpenChange={setDeleting} />
      <SplitPersonDialog person={person} open={splitting} onOpenChange={setSplitting} />
    </>
  );
}

function Facts({ person }: { person: Person }) {
  const facts = factsOf(person.properties);
  return (
    <aside
      aria-label="At a glance"
      className="order-first self-start rounded-lg border border-line bg-surface p-4 lg:order-last lg:mt-12"
    >
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm lg:grid-cols-1">
        {facts.map((fact) => (
          <div key={fact.title} className="min-w-0">
            <dt className="text-xs text-ink-3">{fact.title}</dt>
            <dd className="[overflow-wrap:anywhere]">
              <bdi>{fact.text}</bdi>
            </dd>
          </div>
        ))}
        <div className="min-w-0">
          <dt className="text-xs text-ink-3">Person id</dt>
          <dd className="flex min-w-0 items-center gap-1 font-mono text-xs" dir="ltr">
            <span className="truncate">{person.uuid}</span>
            <CopyIcon text={person.uuid} label="Copy person id" />
          </dd>
        </div>
      </dl>
    </aside>
  );
}

function DistinctIds({ ids }: { ids: readonly string[] }) {
  return (
    <>
      <p className="max-w-[72ch] pb-3 text-sm text-ink-2">
        {plural(ids.length, "id")} under which apps have sent events of this person, merged into one when they were
        identified. Events of all of them are on the timeline.
      </p>
      <ul className="divide-y divide-line border-y border-line">
        {ids.map((id) => (
          <li key={id} className="flex min-h-9 items-center gap-2 py-1 pl-2 font-mono text-xs">
            <bdi className="min-w-0 flex-1 break-all">{id}</bdi>
            <CopyIcon text={id} label="Copy distinct id" />
          </li>
        ))}
      </ul>
    </>
  );
}
