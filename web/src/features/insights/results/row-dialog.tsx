// One row of a SQL answer, whole: each column with its type and its value as it is, JSON laid out.
import type { TableAnswer } from "@/query/types";
import { CopyIcon } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { JsonView } from "@/ui/json-view";
import { exactNumber } from "@/ui/numbers";
import { cellText, typeOf, typeWords } from "./row-columns";

interface RowDialogProps {
  answer: TableAnswer;
  row: number | undefined;
  onClose: () => void;
}

// Properties come as the text of their JSON.
function asDocument(value: unknown): unknown {
  if (typeof value === "object") return value;
  if (typeof value !== "string" || !/^[{[]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export function RowDialog({ answer, row, onClose }: RowDialogProps) {
  const values = row === undefined ? [] : (answer.results[row] ?? []);
  return (
    <Dialog
      open={row !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Row ${exactNumber((row ?? 0) + 1)} of ${exactNumber(answer.results.length)}`}
      width="max-w-2xl"
    >
      <dl className="flex flex-col divide-y divide-line">
        {answer.columns.map((name, column) => {
          const value = values[column];
          const json = asDocument(value);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
            <div key={column} className="grid grid-cols-1 gap-x-4 gap-y-1 py-2 sm:grid-cols-[180px_minmax(0,1fr)]">
              <dt className="min-w-0">
                <bdi className="block truncate text-sm font-medium">{name}</bdi>
                <span className="font-mono text-2xs text-ink-3">{typeWords(typeOf(answer, column))}</span>
              </dt>
              <dd className="flex min-w-0 items-start gap-1 text-sm">
                {value === null || value === undefined ? (
                  <span className="text-ink-3">null</span>
                ) : json ? (
                  <div className="min-w-0 flex-1">
                    <JsonView value={json} />
                  </div>
                ) : (
                  <>
                    <bdi className="min-w-0 flex-1 break-words whitespace-pre-wrap">{cellText(value)}</bdi>
                    <CopyIcon text={String(value)} label={`Copy ${name}`} />
                  </>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </Dialog>
  );
}
