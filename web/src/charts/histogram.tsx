// How long people took, as bars of equal time.
import { compactNumber, durationText, exactNumber } from "@/ui/numbers";
import { largest } from "./scale";

interface HistogramProps {
  // The beginning of each bin in seconds, and how many.
  bins: ReadonlyArray<readonly [number, number]>;
  average: number | null;
}

export function Histogram({ bins, average }: HistogramProps) {
  const high = largest(
    bins.map(([, count]) => count),
    1,
  );
  const total = bins.reduce((sum, [, count]) => sum + count, 0);
  const median = medianOf(bins);
  return (
    <figure>
      <figcaption className="pb-3 text-sm text-ink-2">
        <span className="tabular font-semibold text-ink">{exactNumber(total)}</span> converted
        {average !== null && (
          <>
            , on average after <span className="font-semibold text-ink">{durationText(average)}</span>
          </>
        )}
        {median !== undefined && (
          <>
            , half of them after about <span className="font-semibold text-ink">{durationText(median)}</span>
          </>
        )}
      </figcaption>
      <ol className="flex h-64 items-end gap-0.5 overflow-x-auto border-b border-line-strong">
        {bins.map(([from, count], index) => {
          const to = bins[index + 1]?.[0];
          return (
            <li
              key={from}
              className="flex h-full min-w-9 flex-1 flex-col justify-end text-center"
              title={`${durationText(from)}${to === undefined ? " or more" : ` to ${durationText(to)}`}: ${exactNumber(count)}`}
            >
              <span className="tabular text-2xs text-ink-2">{count > 0 ? compactNumber(count) : ""}</span>
              <span
                className="block rounded-t-sm"
                style={{ height: `${(count / high) * 86}%`, background: "var(--chart-1)" }}
              />
            </li>
          );
        })}
      </ol>
      <ol className="flex gap-0.5 overflow-hidden" aria-hidden>
        {bins.map(([from]) => (
          <li key={from} className="min-w-9 flex-1 truncate pt-1 text-center text-2xs text-ink-3">
            {durationText(from)}
          </li>
        ))}
      </ol>
    </figure>
  );
}

// After how long half of all had converted, as if those of a bin were spread evenly over it; undefined when that is the
// last bin, which has no end.
export function medianOf(bins: HistogramProps["bins"]): number | undefined {
  const half = bins.reduce((sum, [, count]) => sum + count, 0) / 2;
  let before = 0;
  for (const [index, [from, count]] of bins.entries()) {
    const end = bins[index + 1]?.[0];
    if (count > 0 && before + count >= half)
      return end === undefined ? undefined : from + ((half - before) / count) * (end - from);
    before += count;
  }
  return undefined;
}
