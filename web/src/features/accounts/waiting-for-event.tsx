// "Waiting for your first event": turns green by itself when it arrives.
import { Link } from "@tanstack/react-router";
import { CircleCheck, LoaderCircle } from "lucide-react";
import { useHasEvents } from "@/features/ingestion/api";
import { buttonClass } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { useProject } from "./api";

// `demo`: the events are invented, so there is something to look at and nothing to paste.
export function WaitingForEvent({ demo }: { demo?: boolean }) {
  const project = useProject();
  const arrived = useHasEvents(project.id).data === true;
  return (
    <div
      role="status"
      data-arrived={arrived}
      className={cx(
        "flex flex-wrap items-center gap-3 rounded-lg border px-4 py-3 text-sm transition-colors duration-[160ms]",
        arrived ? "border-transparent bg-good-soft" : "border-dashed border-line-strong bg-surface",
      )}
    >
      {arrived ? (
        <CircleCheck size={20} className="shrink-0 text-good" aria-hidden />
      ) : (
        <LoaderCircle size={20} className="shrink-0 animate-spin text-ink-3 [animation-duration:2s]" aria-hidden />
      )}
      <div className="min-w-0 flex-1">
        <p className={cx("font-semibold", arrived && "text-good")}>
          {arrived ? "Events are arriving" : "Waiting for your first event"}
        </p>
        <p className="text-ink-2">
          {demo
            ? "Home says what moved; charts, people and releases are all there."
            : arrived
              ? "Your app is connected to this project."
              : "Paste the snippet, open your app, and this turns green by itself."}
        </p>
      </div>
      {arrived && (
        <Link
          to={demo ? "/project/$projectId/home" : "/project/$projectId/live"}
          params={{ projectId: String(project.id) }}
          className={buttonClass("primary")}
        >
          {demo ? "Look around" : "Watch live events"}
        </Link>
      )}
    </div>
  );
}
