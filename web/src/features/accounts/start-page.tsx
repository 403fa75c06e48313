// The first page of a new project: connect an app and see its first event arrive, or look around in a demo.
import { useQuery } from "@tanstack/react-query";
import { onItsWay, useDemoProgress } from "@/features/demo/api";
import { DemoCard } from "@/features/demo/demo-card";
import { DemoProgressBar } from "@/features/demo/demo-progress-bar";
import { ledgerQuery, useHasEvents } from "@/features/ingestion/api";
import { PageBody, PageHead } from "@/ui/page";
import { useProject } from "./api";
import { Install } from "./install";
import { WaitingForEvent } from "./waiting-for-event";

export function StartPage() {
  const project = useProject();
  const demo = useDemoProgress(project.id);
  const some = useHasEvents(project.id).data;
  const making = demo !== undefined && demo.state !== "none";
  const ledger = useQuery({
    ...ledgerQuery(project.id),
    enabled: making,
    refetchInterval: ({ state }) => (state.data?.waiting === 0 && !onItsWay(demo) ? false : 1000),
  }).data;
  // Sent is not yet stored; before that the charts would be empty.
  const made = making && !onItsWay(demo) && ledger?.waiting === 0 && ledger.stored > 0;
  if (making) {
    return (
      <>
        <PageHead title="Your demo project" about="An invented product with real questions. Nothing in it is yours." />
        <PageBody className="flex max-w-3xl flex-col gap-6 pt-1">
          {made ? (
            <WaitingForEvent demo />
          ) : (
            demo.state !== "failed" && <DemoProgressBar progress={demo} stored={ledger?.stored ?? 0} />
          )}
          {demo.state === "failed" && (
            <p role="alert" className="rounded-lg bg-bad-soft px-4 py-3 text-sm text-bad">
              Filling it stopped: {demo.error} What is there can be looked at.
            </p>
          )}
        </PageBody>
      </>
    );
  }
  return (
    <>
      <PageHead
        title="Send your first event"
        about={`Connect an app to ${project.name}. PostHog's SDKs work as they are; only the host is yours.`}
      />
      <PageBody className="flex max-w-3xl flex-col gap-6 pt-1">
        <WaitingForEvent />
        <Install />
        {some === false && <DemoCard />}
      </PageBody>
    </>
  );
}
