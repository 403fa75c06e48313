// The receipt of a deletion; it fills in by itself while the events are still being removed.
import { useQuery } from "@tanstack/react-query";
import { useProject } from "@/features/accounts/api";
import { CopyButton } from "@/ui/copy";
import { exactTime } from "@/ui/dates";
import { exactNumber } from "@/ui/numbers";
import { useZone } from "@/ui/time";
import { type ErasureReceipt, erasureQuery } from "./api";

export function Receipt({ first }: { first: ErasureReceipt }) {
  const project = useProject();
  const zone = useZone();
  const receipt = useQuery(erasureQuery(project.id, first)).data;
  const pending = receipt.status === "pending";
  const events = !receipt.events_requested
    ? "kept"
    : receipt.events_removed === null
      ? "being deleted"
      : `${exactNumber(receipt.events_removed)} deleted`;
  const lines: ReadonlyArray<[string, string]> = [
    ["Status", pending ? "In progress" : "Finished"],
    ["Person", receipt.person],
    ["Distinct ids", `${exactNumber(receipt.distinct_ids_removed)} deleted`],
    ["Events", events],
    ["Asked for", exactTime(new Date(receipt.requested_at), zone)],
    ...(receipt.finished_at ? [["Finished", exactTime(new Date(receipt.finished_at), zone)] as [string, string]] : []),
    ["Receipt", receipt.id],
  ];
  return (
    <>
      <dl aria-live="polite" className="divide-y divide-line rounded-md border border-line text-sm">
        {lines.map(([title, text]) => (
          <div key={title + text} className="flex gap-4 px-3 py-2">
            <dt className="w-28 shrink-0 text-ink-3">{title}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{text}</dd>
          </div>
        ))}
      </dl>
      <div className="pt-2">
        <CopyButton text={JSON.stringify(receipt, null, 2)} label="Copy as JSON" />
      </div>
    </>
  );
}
