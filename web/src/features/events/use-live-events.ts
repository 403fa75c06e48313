// The state of the live page: the latest stored events first, then what streams in, held back while somebody reads.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { meQuery } from "@/features/accounts/api";
import { fetchEvents, fromWire, liveEventsPath, type StoredEvent } from "./api";
import { openStream, type StreamState } from "./event-stream";
import type { EventFilters } from "./filters";
import { addNewest, mergeInitial, missedOf, mostRows, RateMeter } from "./live-buffer";

const initialRows = 100;
// Arrivals are shown in batches, so that thousands a second do not mean thousands of renders.
const flushMs = 150;
const meterSeconds = 40;
// What passed by just before the stream opened is stored a moment after it.
const lookAgainMs = [2_000, 8_000];

export interface LiveEvents {
  rows: readonly StoredEvent[];
  // Arrived, but not shown because the list is held.
  waiting: number;
  showWaiting: () => void;
  // Stored, but too many at once for the stream.
  missed: number;
  stream: StreamState;
  rate: number;
  perSecond: readonly number[];
  loading: boolean;
  error: unknown;
  retry: () => void;
  isFresh: (uuid: string) => boolean;
}

// `held` stops rows from moving under the reader; nothing is lost meanwhile.
export function useLiveEvents(projectId: number, filters: EventFilters, held: boolean): LiveEvents {
  const { event, distinct_id } = filters;
  const client = useQueryClient();
  const [rows, setRows] = useState<readonly StoredEvent[]>([]);
  const [waiting, setWaiting] = useState(0);
  const [missed, setMissed] = useState(0);
  const [stream, setStream] = useState<StreamState>({ kind: "connecting" });
  const [meter, setMeter] = useState({ rate: 0, perSecond: [] as readonly number[] });
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const arrived = useRef<StoredEvent[]>([]);
  const fresh = useRef(new Set<string>());
  const holding = useRef(held);
  holding.current = held;
  const shownRows = useRef(rows);
  shownRows.current = rows;

  const flush = useCallback(() => {
    const batch = arrived.current;
    if (batch.length === 0) return;
    arrived.current = [];
    fresh.current = new Set(batch.map((row) => row.uuid));
    setRows((shown) => addNewest(shown, batch));
    setWaiting(0);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` starts everything again
  useEffect(() => {
    const rates = new RateMeter();
    const abort = new AbortController();
    arrived.current = [];
    fresh.current = new Set();
    setRows([]);
    setWaiting(0);
    setMissed(0);
    setLoading(true);
    setError(null);

    let loaded = false;
    const latest = () => fetchEvents(projectId, { limit: initialRows, event, distinct_id }, abort.signal);
    const loadLatest = async () => {
      try {
        const page = await latest();
        loaded = true;
        setRows((shown) => mergeInitial(page.results, shown));
        setError(null);
      } catch (failure) {
        if (!abort.signal.aborted) setError(failure);
      } finally {
        if (!abort.signal.aborted) setLoading(false);
      }
    };
    void loadLatest();

    const catchUp = async () => {
      if (!loaded) return loadLatest();
      try {
        const missed = missedOf((await latest()).results, shownRows.current, arrived.current);
        if (!abort.signal.aborted) arrived.current = [...arrived.current, ...missed].slice(-mostRows);
      } catch {
        // It is tried again when the line comes back.
      }
    };

    let lost = false;
    let looks: Array<ReturnType<typeof setTimeout>> = [];
    const lookAgain = () => {
      looks.forEach(clearTimeout);
      looks = lookAgainMs.map((ms) => setTimeout(() => void catchUp(), ms));
    };
    const close = openStream(liveEventsPath(projectId, { event, distinct_id }), {
      onMessage: ({ event: kind, data }) => {
        if (kind === "lost") setMissed((count) => count + (Number(data) || 0));
        const row = kind === "message" ? readEvent(data) : null;
        if (!row) return;
        rates.add(1, Date.now());
        arrived.current = [...arrived.current.slice(-mostRows + 1), row];
      },
      onState: (next) => {
        setStream(next);
        // What happened while the line was down is in the store.
        if (next.kind === "open" && lost) void catchUp();
        if (next.kind === "open") lookAgain();
        lost = next.kind === "lost";
      },
      // Perhaps the session has ended: the answer to who is signed in tells.
      onRefused: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
    });
    const flushing = setInterval(() => {
      if (holding.current) setWaiting(arrived.current.length);
      else flush();
    }, flushMs);
    const measuring = setInterval(() => {
      const now = Date.now();
      setMeter({ rate: rates.rate(now), perSecond: rates.perSecond(now, meterSeconds) });
    }, 1000);
    return () => {
      abort.abort();
      close();
      looks.forEach(clearTimeout);
      clearInterval(flushing);
      clearInterval(measuring);
    };
  }, [projectId, event, distinct_id, flush, client, attempt]);

  const isFresh = useCallback((uuid: string) => fresh.current.has(uuid), []);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { rows, waiting, showWaiting: flush, missed, stream, ...meter, loading, error, retry, isFresh };
}

function readEvent(data: string): StoredEvent | null {
  try {
    const row = fromWire(JSON.parse(data));
    return row.uuid === "" ? null : row;
  } catch {
    return null;
  }
}
