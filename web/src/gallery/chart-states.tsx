// Charts: nothing, one, usual, too many, very long names, right-to-left.
import { Calendar } from "@/charts/calendar";
import { seriesColours } from "@/charts/colours";
import { LazyMap } from "@/charts/lazy-map";
import { NumberTile } from "@/charts/number-tile";
import { Ring } from "@/charts/ring";
import type { ChartSeries } from "@/charts/series";
import { TimeChart } from "@/charts/time-chart";
import { ValueBars } from "@/charts/value-bars";
import { countryName } from "@/ui/countries";
import { compactNumber, exactNumber } from "@/ui/numbers";
import type { State } from "./gallery";

const longName = "a_name_that_nobody_should_give_but_somebody_did_".repeat(3);
const names = ["Chrome", "Safari", "متصفح", longName, "Edge"];
const colours = seriesColours(names);

const days = (count: number) =>
  [...Array(count).keys()].map((day) =>
    new Date(Date.now() - (count - 1 - day) * 86_400_000).toISOString().slice(0, 10),
  );

const wave = (count: number, by: number) =>
  [...Array(count).keys()].map((at) => Math.round(200 + 120 * Math.sin(at / 3 + by) + by * 40));

const series = (how: number, count = 30): ChartSeries[] =>
  names.slice(0, how).map((name, index) => ({
    key: name,
    name,
    colour: colours[index] ?? "var(--chart-1)",
    values: wave(count, index),
    index,
  }));

const lines = (all: ChartSeries[], kind: "line" | "area" | "stacked" | "grouped", count = 30) => (
  <TimeChart
    kind={kind}
    series={all}
    days={days(count)}
    interval="day"
    zone="UTC"
    format={compactNumber}
    height={220}
  />
);

const bars = names.map((name, index) => ({
  key: name,
  name,
  colour: colours[index] ?? "var(--chart-1)",
  value: 4000 / (index + 1) ** 2,
  before: index === 1 ? 700 : undefined,
  index,
}));

const countries = (values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([code, value]) => ({ code, name: countryName(code), value }));

const map = (values: Readonly<Record<string, number>>, chosen?: string) => (
  <LazyMap
    title="Visitors"
    countries={countries(values)}
    format={compactNumber}
    exact={exactNumber}
    height={320}
    hint="Click to see only these"
    chosen={chosen}
    onPick={() => {}}
  />
);

export const chartStates: readonly State[] = [
  { title: "Lines: the last day goes on", shown: lines(series(3), "line") },
  { title: "Lines: one day", shown: lines(series(1, 1), "line", 1) },
  { title: "Lines: ten thousand values", shown: lines(series(3, 10_000), "line", 10_000) },
  { title: "Stacked bars: ten thousand values", shown: lines(series(2, 10_000), "stacked", 10_000) },
  { title: "Areas", shown: lines(series(3), "area") },
  { title: "Stacked bars", shown: lines(series(3, 14), "stacked", 14) },
  { title: "Grouped bars", shown: lines(series(3, 7), "grouped", 7) },
  { title: "Bars of totals: long and right-to-left names", shown: <ValueBars bars={bars} format={compactNumber} /> },
  { title: "Ring", shown: <Ring parts={bars} format={compactNumber} /> },
  { title: "Calendar", shown: <Calendar days={days(120)} values={wave(120, 1)} format={compactNumber} /> },
  {
    title: "World map: many countries, small ones as points, one that is not on it",
    shown: map({ US: 4300, GB: 1470, DE: 1010, IN: 730, BR: 470, SG: 300, MT: 40, HK: 22, ZA: 12, NZ: 3, ZZ: 1 }),
  },
  { title: "World map: one country, chosen", shown: map({ FR: 7 }, "FR") },
  { title: "World map: numbers close together", shown: map({ US: 43, DE: 41, FR: 45, JP: 49, AU: 40 }) },
  { title: "World map: nothing", shown: map({}) },
  {
    title: "Number with its change, and none",
    shown: (
      <div className="grid grid-cols-2 gap-3">
        <NumberTile
          title="Visitors"
          value={12_431}
          before={11_000}
          beforeWords="the week before"
          values={wave(14, 1)}
          onClick={() => {}}
          onPeople={() => {}}
        />
        <NumberTile title="Visitors" value={null} beforeWords="the week before" />
      </div>
    ),
  },
];
