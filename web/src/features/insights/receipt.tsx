// The receipt of a number: what was asked, over which data, computed when and how fast, and whether asking again gives
// the same.
import { Check, Replace, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { type Replay, replay } from "@/query/client";
import type { Answer, InsightQuery } from "@/query/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { CopyIcon } from "@/ui/copy";
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

type Replayed = "not asked" | "asking" | Replay | { error: string };

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
  const [replayed, setReplayed] = useState<Replayed>("not asked");
  const { receipt } = answer;
  const again = async () => {
    if (!receipt) return;
    setReplayed("asking");
    try {
      setReplayed(await replay(project.id, receipt, query));
    } catch (error) {
      setReplayed({ error: errorText(error) });
    }
  };
  const exact = (text: string | null | undefined) => (text ? exactTime(new Date(text), zone) : undefined);
  const facts: Array<[string, string | undefined]> = receipt
    ? [
        ["Computed", exact(receipt.computed_at)],
        ["Took", `${exactNumber(Math.round(receipt.milliseconds))} ms${answer.is_cached ? ", kept since" : ""}`],
        ["From", exact(receipt.date_from)],
        ["To", exact(receipt.date_to)],
        ["Days of", receipt.timezone],
        ["Rows read", exactNumber(receipt.rows_read)],
        ["Bytes read", bytesText(receipt.bytes_read)],
        ["Events up to", `place ${exactNumber(receipt.watermark)} of the ingest log`],
        ["Engine", receipt.engine_version],
      ]
    : [
        ["Computed", exact(answer.last_refresh)],
        ["Days of", answer.timezone ?? zone],
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
        {receipt && (
          <>
            <dt className="text-ink-3">Question</dt>
            <dd>
              <Hash text={receipt.query_hash} label="Copy the question’s hash" />
            </dd>
            <dt className="text-ink-3">Result</dt>
            <dd>
              <Hash text={receipt.result_hash} label="Copy the result’s hash" />
            </dd>
          </>
        )}
      </dl>
      {receipt && (
        <div className="flex flex-col items-start gap-3" aria-live="polite">
          <Button icon={Replace} busy={replayed === "asking"} onClick={again}>
            Compute it again
          </Button>
          {typeof replayed === "object" &&
            ("error" in replayed ? (
              <p className="text-sm text-bad">{replayed.error}</p>
            ) : (
              <Outcome replayed={replayed} />
            ))}
        </div>
      )}
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

function Hash({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex items-center gap-1 font-mono text-xs">
      {text.slice(0, 12)}
      <CopyIcon text={text} label={label} />
    </span>
  );
}

// What became of the figures: over the events of then, and over those of now.
function Outcome({ replayed }: { replayed: Replay }) {
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-line p-3 text-sm">
      <div>
        <p className="flex items-center gap-2">
          {replayed.identical ? (
            <Badge tone="good">
              <Check size={12} aria-hidden /> The same figures
            </Badge>
          ) : (
            <Badge tone="warn">
              <TriangleAlert size={12} aria-hidden /> Other figures
            </Badge>
          )}
          <span className="text-ink-2">over the events that were there then</span>
        </p>
        <Reasons reasons={replayed.reasons} />
        <Changes changes={replayed.changes} />
      </div>
      <div>
        <p className="flex items-center gap-2">
          <Badge tone={replayed.now.identical ? "good" : "info"}>
            {replayed.now.identical ? "No change" : "Changed since"}
          </Badge>
          <span className="text-ink-2">over all events there are now</span>
        </p>
        <Reasons reasons={replayed.now.reasons} />
      </div>
    </div>
  );
}

function Reasons({ reasons }: { reasons: Replay["reasons"] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="list-disc pt-1.5 pl-5 text-xs text-ink-2">
      {reasons.map((reason) => (
        <li key={reason.code}>{reason.detail}</li>
      ))}
    </ul>
  );
}

function Changes({ changes }: { changes: Replay["changes"] }) {
  if (!changes || changes.length === 0) return null;
  return (
    <ul className="pt-1.5 font-mono text-2xs text-ink-3">
      {changes.slice(0, 8).map((change) => (
        <li key={change.path} className="truncate">
          {change.path}: {JSON.stringify(change.before)} → {JSON.stringify(change.after)}
        </li>
      ))}
      {changes.length > 8 && <li>and {changes.length - 8} more</li>}
    </ul>
  );
}

function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; ++unit) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
