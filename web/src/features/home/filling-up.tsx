// A project in which nothing happened lately, although it has events: its history is being imported, the oldest first, or
// nobody uses it any more. Says which, and lets the numbers of the page follow while events come in.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { History, LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { queryClient } from "@/app/query-client";
import { useProject } from "@/features/accounts/api";
import { latestEventTimeQuery } from "@/features/events/api";
import { ledgerQuery } from "@/features/ingestion/api";
import { buttonClass } from "@/ui/button";
import { exactNumber } from "@/ui/numbers";
import { Time } from "@/ui/time";

const lookMs = 3_000;

// Newer than this, an event is what happens now and no history.
const liveMs = 3_600_000;

export interface Filling {
  // Events were stored since the last look.
  growing: boolean;
  stored: number;
  // When the newest stored event happened.
  newest: string;
}

// undefined unless the page was quiet since it was opened. From then on it looks every few seconds, and has the page's
// questions answered anew when there are more events, until something happened lately and no more history comes in.
export function useFilling(quiet: boolean): Filling | undefined {
  const project = useProject();
  const [watching, setWatching] = useState(false);
  const [growing, setGrowing] = useState(false);
  if (quiet && !watching) setWatching(true);
  const ledger = useQuery({ ...ledgerQuery(project.id), refetchInterval: watching ? lookMs : false });
  const latest = useQuery({ ...latestEventTimeQuery(project.id), enabled: watching, refetchInterval: lookMs });
  const stored = ledger.data?.stored;
  const newest = latest.data;
  const live = newest ? Date.now() - Date.parse(newest) < liveMs : false;
  const seen = useRef<{ stored: number | undefined; live: boolean }>({ stored: undefined, live: false });
  // One look each time the ledger has answered, also with the same number.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changes between two looks waits for the next one
  useEffect(() => {
    const before = seen.current;
    seen.current = { stored, live };
    if (!watching || stored === undefined || before.stored === undefined) return;
    const more = stored > before.stored;
    setGrowing(more);
    if (more) {
      // The server computes anew what the new events may have changed.
      queryClient.refetchQueries(
        { queryKey: ["project", project.id, "query"], type: "active" },
        { cancelRefetch: false },
      );
    }
    // Traffic goes on for ever: where it was live a look ago, what is stored since is no history.
    if (!quiet && (!more || before.live)) setWatching(false);
  }, [ledger.dataUpdatedAt]);
  if (!watching || stored === undefined || !newest || live || !(quiet || growing)) return undefined;
  return { growing, stored, newest };
}

export function FillingUp({ growing, stored, newest }: Filling) {
  const project = useProject();
  const Icon = growing ? LoaderCircle : History;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-3 rounded-lg border border-dashed border-line-strong bg-surface px-4 py-3 text-sm"
    >
      <Icon
        size={20}
        className={growing ? "shrink-0 animate-spin text-ink-3 [animation-duration:2s]" : "shrink-0 text-ink-3"}
        aria-hidden
      />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{growing ? "History is coming in" : "Nothing happened in the last two weeks"}</p>
        <p className="text-ink-2">
          <span className="tabular">{exactNumber(stored)}</span> events so far, the newest of <Time at={newest} />. The
          numbers here follow by themselves.
        </p>
      </div>
      <Link
        to="/project/$projectId/ingestion"
        params={{ projectId: String(project.id) }}
        className={buttonClass("plain")}
      >
        Ingestion health
      </Link>
    </div>
  );
}
