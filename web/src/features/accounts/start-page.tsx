// The first page of a new project: connect an app and see its first event arrive.
import { PageBody, PageHead } from "@/ui/page";
import { useProject } from "./api";
import { Install } from "./install";
import { WaitingForEvent } from "./waiting-for-event";

export function StartPage() {
  const project = useProject();
  return (
    <>
      <PageHead
        title="Send your first event"
        about={`Connect an app to ${project.name}. PostHog's SDKs work as they are; only the host is yours.`}
      />
      <PageBody className="flex max-w-3xl flex-col gap-6 pt-1">
        <WaitingForEvent />
        <Install />
      </PageBody>
    </>
  );
}
