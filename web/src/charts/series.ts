// What charts of several series draw.
import { exactNumber } from "@/ui/numbers";

export interface ChartSeries {
  // What its colour is chosen by.
  key: string;
  name: string;
  colour: string;
  values: number[];
  // The same series in the period before: lighter and dashed.
  previous?: boolean;
  // The beginnings of its own periods, where they differ from those of the axis.
  days?: string[];
  // Its place in the answer, for asking about its people.
  index: number;
  // What its values come to as a whole: their sum where nothing is said. People of each day do not add up, a running
  // total is already one.
  whole?: Whole;
}

export type Whole = "sum" | "mean" | "last";

export function wholeOf(values: readonly number[], whole: Whole = "sum"): number {
  if (whole === "last") return values.at(-1) ?? 0;
  const sum = values.reduce((all, value) => all + value, 0);
  return whole === "mean" ? sum / (values.length || 1) : sum;
}

const wholeWords: Readonly<Record<Whole, string>> = { sum: "in all", mean: "on average", last: "at last" };

export type FormatValue = (value: number) => string;

// Change from one value to another, in per cent; undefined when there is nothing to compare with.
export function change(from: number | undefined, to: number): number | undefined {
  return from === undefined || from === 0 ? undefined : ((to - from) / Math.abs(from)) * 100;
}

export function changeText(percent: number): string {
  const size = Math.abs(percent);
  if (size < 0.05) return "±0%";
  return `${percent >= 0 ? "+" : "−"}${size >= 1000 ? exactNumber(Math.round(size)) : size.toFixed(1)}%`;
}

// A sentence with the main finding, for those who do not see the chart and for copying.
export function describeSeries(
  series: readonly ChartSeries[],
  format: FormatValue,
  period: (place: number) => string,
): string {
  const current = series.filter((each) => !each.previous && each.values.length > 0);
  const first = current[0];
  if (!first) return "Nothing to draw.";
  const parts = current.slice(0, 3).map((each) => {
    let top = 0;
    for (let x = 1; x < each.values.length; x++) if ((each.values[x] ?? 0) > (each.values[top] ?? 0)) top = x;
    const total = format(wholeOf(each.values, each.whole));
    return `${each.name}: ${total} ${wholeWords[each.whole ?? "sum"]}, most on ${period(top)} (${format(each.values[top] ?? 0)})`;
  });
  const rest = current.length > 3 ? ` And ${current.length - 3} more series.` : "";
  return `${parts.join(". ")}.${rest}`;
}
