// A server-sent event stream over fetch. Unlike EventSource it sees the server's comment lines, so that a connection
// that died in silence is noticed, and it comes back after every kind of failure.
import { onReachability, reportUnreachable } from "@/app/reachability";

export type StreamState = { kind: "connecting" } | { kind: "open" } | { kind: "lost" };

export interface StreamMessage {
  // "message" when the server does not name it.
  event: string;
  data: string;
}

export interface StreamHandlers {
  onMessage: (message: StreamMessage) => void;
  onState: (state: StreamState) => void;
  // The server answered, but with an error.
  onRefused: () => void;
}

// The server sends at least a comment every 15 seconds.
const silenceMs = 40_000;
const firstRetryMs = 1000;
const longestRetryMs = 10_000;

// Takes pieces of text as they arrive and gives each complete message.
export class StreamParser {
  private rest = "";
  private data: string[] = [];
  private event = "";

  push(piece: string): StreamMessage[] {
    const messages: StreamMessage[] = [];
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.data.length > 0) messages.push({ event: this.event || "message", data: this.data.join("\n") });
        this.data = [];
        this.event = "";
      } else if (line.startsWith("data:")) {
        this.data.push(line.slice(line[5] === " " ? 6 : 5));
      } else if (line.startsWith("event:")) {
        this.event = line.slice(6).trim();
      }
    }
    return messages;
  }
}

// Opens the stream and keeps it open until the returned function is called.
export function openStream(path: string, handlers: StreamHandlers): () => void {
  const stop = new AbortController();
  let retryMs = firstRetryMs;

  async function readOnce() {
    const attempt = new AbortController();
    const end = () => attempt.abort();
    stop.signal.addEventListener("abort", end);
    let silence = setTimeout(end, silenceMs);
    try {
      const response = await fetch(path, {
        headers: { accept: "text/event-stream" },
        credentials: "same-origin",
        signal: attempt.signal,
      });
      if (!response.ok || !response.body) {
        handlers.onRefused();
        return;
      }
      handlers.onState({ kind: "open" });
      retryMs = firstRetryMs;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new StreamParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(end, silenceMs);
        for (const message of parser.push(value)) handlers.onMessage(message);
      }
    } catch {
      if (!attempt.signal.aborted) reportUnreachable();
    } finally {
      clearTimeout(silence);
      stop.signal.removeEventListener("abort", end);
    }
  }

  async function keepOpen() {
    handlers.onState({ kind: "connecting" });
    while (!stop.signal.aborted) {
      await readOnce();
      if (stop.signal.aborted) return;
      handlers.onState({ kind: "lost" });
      await pauseOrReturn(retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    }
  }

  void keepOpen();
  return () => stop.abort();
}

// Waits, but no longer than until the server is known to be back.
function pauseOrReturn(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const unsubscribe = onReachability((state) => state === "reachable" && end());
  });
}
