// How far a demo project is filled.
import { exactNumber } from "@/ui/numbers";
import type { DemoProgress } from "./api";

// Storing follows sending, and it is what one waits for.
export function DemoProgressBar({ progress, stored }: { progress: DemoProgress; stored: number }) {
  const { total } = progress;
  const share = total ? Math.min(stored / total, 1) : 0;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-semibold">Inventing ninety days of Hedgerow</p>
        <p className="tabular text-ink-2" role="status">
          {total ? `${exactNumber(Math.min(stored, total))} of ${exactNumber(total)} events stored` : "Beginning"}
        </p>
      </div>
      <div
        role="progressbar"
        aria-label="Demo events"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="h-1.5 w-full overflow-hidden rounded-full bg-active"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-300"
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
