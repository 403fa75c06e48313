// Scales and their ticks. Pure.

// As Math.max and Math.min, which fail on more values than a call can have arguments.
export function largest(values: Iterable<number>, atLeast = Number.NEGATIVE_INFINITY): number {
  let most = atLeast;
  for (const value of values) if (value > most) most = value;
  return most;
}

export function smallest(values: Iterable<number>, atMost = Number.POSITIVE_INFINITY): number {
  let least = atMost;
  for (const value of values) if (value < least) least = value;
  return least;
}

// Round steps that cover low to high: 0, 50, 100, 150.
export function niceTicks(low: number, high: number, about = 4): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const span = high - low || Math.abs(high) || 1;
  const rough = span / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? power * 10;
  const first = Math.floor(low / step) * step;
  const ticks: number[] = [];
  for (let tick = first; ticks.length < 50; tick += step) {
    ticks.push(Number(tick.toPrecision(12)));
    if (tick >= high - step * 1e-9) break;
  }
  return ticks.length > 1 ? ticks : [first, first + step];
}

export interface Scale {
  (value: number): number;
  ticks: number[];
}

// Whole numbers never get ticks between them.
export function linearScale(values: readonly number[], size: number, whole: boolean): Scale {
  const high = largest(values, 0);
  const low = smallest(values, 0);
  let ticks = niceTicks(low, high === low ? low + 1 : high);
  if (whole) ticks = ticks.filter(Number.isInteger);
  const bottom = ticks[0] ?? 0;
  const top = ticks.at(-1) ?? 1;
  const scale = (value: number) => size - ((value - bottom) / (top - bottom || 1)) * size;
  return Object.assign(scale, { ticks });
}

// Powers of ten; what is below one lies on the axis.
export function logScale(values: readonly number[], size: number): Scale {
  const top = Math.max(1, Math.ceil(Math.log10(largest(values, 1))));
  const ticks = Array.from({ length: top + 1 }, (_, power) => 10 ** power);
  const scale = (value: number) => size - (Math.log10(Math.max(1, value)) / top) * size;
  return Object.assign(scale, { ticks });
}

// Which of `count` places are named when there is room for `room` names: evenly spread, the last one included.
export function namedPlaces(count: number, room: number): number[] {
  if (count <= 0) return [];
  const step = Math.max(1, Math.ceil(count / Math.max(1, room)));
  const places: number[] = [];
  for (let place = count - 1; place >= 0; place -= step) places.unshift(place);
  return places;
}

export interface Stacked {
  from: number;
  to: number;
}

// Each series on top of those before it; negative values go below the axis. `series[s][x]`.
export function stack(series: ReadonlyArray<readonly number[]>): Stacked[][] {
  const up: number[] = [];
  const down: number[] = [];
  return series.map((values) =>
    values.map((value, x) => {
      const side = value < 0 ? down : up;
      const from = side[x] ?? 0;
      side[x] = from + value;
      return { from, to: from + value };
    }),
  );
}

// Shares of the whole at each place, in per cent.
export function shares(series: ReadonlyArray<readonly number[]>): number[][] {
  const length = largest(
    series.map((values) => values.length),
    0,
  );
  const totals = Array.from({ length }, (_, x) => series.reduce((sum, values) => sum + Math.abs(values[x] ?? 0), 0));
  return series.map((values) => values.map((value, x) => (totals[x] ? (value / totals[x]) * 100 : 0)));
}
