// The receipt of a number: what was asked, over which data, computed when and how fast, and whether asking again gives
// the same.
import { useQuery } from "@tanstack/react-query";
import { Check, Replace, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { ledgerQuery } from "@/features/ingestion/api";
import { ask } from "@/query/client";
import type { Answer, InsightQuery } from "@/query/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { exactTime } from "@/ui/dates";
import { JsonView } from "@/ui/json-view";
import { exactNumber } from "@/ui/numbers";
import { SidePanel } from "@/ui/side-panel";
import { useZone } from "@/ui/time";

interface ReceiptProps {
  open: boolean;
  onClose: () => void;
  query: InsightQuery;
  answer: Answer<unknown>;
}

type Replayed = "not asked" | "asking" | "same" | "other" | { error: string };

export function Receipt({ open, onClose, query, answer }: ReceiptProps) {
  return (
    <SidePanel
      open={open}
      onClose={onClose}
      title="Receipt"
      about="Where these numbers come from, and whether they come out again."
    >
      {open && <ReceiptBody query={query} answer={answer} />}
    </SidePanel>
  );
}

function ReceiptBody({ query, answer }: { query: InsightQuery; answer: Answer<unknown> }) {
  const project = useProject();
  const zone = useZone();
  const ledger = useQuery(ledgerQuery(project.id)).data;
  const [replayed, setReplayed] = useState<Replayed>("not asked");
  const took = answer.timings?.reduce((sum, timing) => sum + timing.t, 0);
  const replay = async () => {
    setReplayed("asking");
    try {
      const again = await ask<Answer<unknown>>(project.id, query, { refresh: "force_blocking" });
      setReplayed(JSON.stringify(again.results) === JSON.stringify(answer.results) ? "same" : "other");
    } catch (error) {
      setReplayed({ error: errorText(error) });
    }
  };
  const range = answer.resolved_date_range;
  const facts: Array<[string, string | undefined]> = [
    ["Computed", answer.last_refresh ? exactTime(new Date(answer.last_refresh), zone) : undefined],
    ["Took", took === undefined || took === 0 ? undefined : `${Math.round(took * 1000)} ms`],
    ["From the cache", answer.is_cached === undefined ? undefined : answer.is_cached ? "yes" : "no"],
    ["Days of", answer.timezone ?? zone],
    ["From", range ? exactTime(new Date(range.date_from), zone) : undefined],
    ["To", range ? exactTime(new Date(range.date_to), zone) : undefined],
    ["Events stored now", ledger ? exactNumber(ledger.stored) : undefined],
    ["Events waiting", ledger ? exactNumber(ledger.waiting) : undefined],
    ["Key", answer.cache_key],
  ];
  return (
    <div className="flex flex-col gap-5 px-5 py-4">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
        {facts.map(
          ([name, text]) =>
            text !== undefined && (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="tabular break-all">{text}</dd>
              </div>
            ),
        )}
      </dl>
      <div className="flex flex-wrap items-center gap-3" aria-live="polite">
        <Button icon={Replace} busy={replayed === "asking"} onClick={replay}>
          Compute again
        </Button>
        {replayed === "same" && (
          <Badge tone="good">
            <Check size={12} aria-hidden /> The same figures
          </Badge>
        )}
        {replayed === "other" && (
          <Badge tone="warn">
            <TriangleAlert size={12} aria-hidden /> Other figures: data has come in since
          </Badge>
        )}
        {typeof replayed === "object" && <span className="text-sm text-bad">{replayed.error}</span>}
      </div>
      <section>
        <h3 className="pb-2 text-sm font-medium">The question</h3>
        <JsonView value={query} />
      </section>
      {answer.hogql && (
        <section>
          <h3 className="pb-2 text-sm font-medium">As SQL</h3>
          <pre
            tabIndex={0}
            className="max-h-80 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5 whitespace-pre-wrap"
          >
            {answer.hogql}
          </pre>
        </section>
      )}
    </div>
  );
}
