// How the numbers of a question are written: as they are, as shares, as lengths of time, with what stands around them.
// Pure.
import type { FormatValue } from "@/charts/series";
import type { AxisFormat, InsightQuery, TrendsQuery } from "@/query/types";
import { compactNumber, durationText, exactNumber } from "@/ui/numbers";

export function numberText(value: number): string {
  if (Number.isInteger(value)) return exactNumber(value);
  return Math.abs(value) >= 1000 ? exactNumber(Math.round(value)) : value.toFixed(2).replace(/\.?0+$/, "");
}

const shortText = (value: number) => (Math.abs(value) < 1000 ? numberText(value) : compactNumber(value));

const percentText = (value: number) => `${numberText(Number(value.toFixed(1)))}%`;

const formats: Readonly<Record<AxisFormat, { exact: FormatValue; short: FormatValue }>> = {
  numeric: { exact: numberText, short: shortText },
  percentage: { exact: percentText, short: percentText },
  percentage_scaled: { exact: (value) => percentText(value * 100), short: (value) => percentText(value * 100) },
  duration: { exact: durationText, short: durationText },
  duration_ms: {
    exact: (value) => durationText(value / 1000),
    short: (value) => durationText(value / 1000),
  },
};

export const axisFormats: ReadonlyArray<{ value: AxisFormat; title: string }> = [
  { value: "numeric", title: "numbers" },
  { value: "percentage", title: "per cent" },
  { value: "percentage_scaled", title: "per cent, from 0 to 1" },
  { value: "duration", title: "durations, in seconds" },
  { value: "duration_ms", title: "durations, in milliseconds" },
];

// Properties that are known to hold seconds.
const inSeconds = ["$session_duration"];

function formatOf(query: TrendsQuery): AxisFormat {
  const chosen = query.trendsFilter?.aggregationAxisFormat;
  if (chosen) return chosen;
  const seconds = query.series.every((node) => node.math_property && inSeconds.includes(node.math_property));
  return seconds ? "duration" : "numeric";
}

function around(query: TrendsQuery, format: FormatValue): FormatValue {
  const { aggregationAxisPrefix: prefix = "", aggregationAxisPostfix: postfix = "" } = query.trendsFilter ?? {};
  return prefix === "" && postfix === "" ? format : (value) => `${prefix}${format(value)}${postfix}`;
}

// For tables and tooltips.
export function exactFormat(query: InsightQuery): FormatValue {
  return query.kind === "TrendsQuery" ? around(query, formats[formatOf(query)].exact) : numberText;
}

// For axes and big numbers, where there is little room.
export function shortFormat(query: InsightQuery): FormatValue {
  return query.kind === "TrendsQuery" ? around(query, formats[formatOf(query)].short) : shortText;
}
