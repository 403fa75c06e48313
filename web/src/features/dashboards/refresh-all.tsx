// Computes all tiles anew and says how far that is.
import { useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "@/ui/button";

interface RefreshAllProps {
  // The keys of what the tiles ask.
  questions: ReadonlyArray<readonly unknown[]>;
  onRefresh: () => void;
}

export function RefreshAll({ questions, onRefresh }: RefreshAllProps) {
  const client = useQueryClient();
  const [, setTurn] = useState(0);
  const running = questions.filter((key) => client.getQueryState(key)?.fetchStatus === "fetching").length;
  // Every beginning and end of a question is heard, but not more often than a person can read.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = client.getQueryCache().subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setTurn((turn) => turn + 1);
      }, 150);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);
  if (running === 0) return <IconButton icon={RotateCw} label="Compute all now (r)" onClick={onRefresh} />;
  const done = questions.length - running;
  return (
    <span className="flex items-center gap-2">
      <span role="status" className="tabular text-xs text-ink-3">
        {done} of {questions.length} computed
      </span>
      <span
        role="progressbar"
        aria-label="Computing the tiles"
        aria-valuenow={Math.round((done / questions.length) * 100)}
        className="h-1 w-20 overflow-hidden rounded-full bg-active max-sm:hidden"
      >
        <span
          className="block h-full bg-accent transition-[width] duration-[140ms]"
          style={{ width: `${(done / questions.length) * 100}%` }}
        />
      </span>
      <Button
        small
        weight="quiet"
        onClick={() => {
          for (const queryKey of questions) client.cancelQueries({ queryKey });
        }}
      >
        Cancel
      </Button>
    </span>
  );
}
