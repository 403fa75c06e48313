// The person behind an event, as a link to their page.
import { Link } from "@tanstack/react-router";
import { useProject } from "@/features/accounts/api";
import { personName } from "@/features/persons/name";
import { Avatar } from "@/ui/avatar";
import type { StoredEvent } from "./api";

export function PersonLink({ event, tabIndex }: { event: StoredEvent; tabIndex?: number }) {
  const project = useProject();
  const name = personName(event.person, event.distinct_id);
  return (
    <Link
      to="/project/$projectId/persons/$personId"
      // The person's page takes a distinct id as well.
      params={{ projectId: String(project.id), personId: event.person_id ?? event.distinct_id }}
      preload={false}
      tabIndex={tabIndex}
      onClick={(click) => click.stopPropagation()}
      className="inline-flex max-w-full min-w-0 items-center gap-1.5 rounded-sm text-ink hover:text-accent-ink hover:underline"
    >
      <Avatar name={name} size={16} />
      <bdi className="truncate">{name}</bdi>
    </Link>
  );
}
