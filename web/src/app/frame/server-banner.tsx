// Says that the server does not answer and goes away by itself when it does again.
import { PlugZap } from "lucide-react";
import { useSyncExternalStore } from "react";
import { onReachability, reachability } from "../reachability";

export function ServerBanner() {
  const state = useSyncExternalStore(onReachability, reachability);
  if (state === "reachable") return null;
  return (
    <div
      role="alert"
      className="flex items-center justify-center gap-2 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      <PlugZap size={16} className="shrink-0" aria-hidden />
      <span>
        <span className="font-medium">The server does not answer.</span> What you see is the last known state; the page
        goes on by itself as soon as the server is back.
      </span>
    </div>
  );
}
