// The steps of a map's shades: few countries have most of the people, so the steps grow with the numbers. Pure.
import { niceTicks } from "./scale";
import type { FormatValue } from "./series";

const steps = 5;

// The largest of 1, 2, 5, 10, 20, 50, … that is not above the value.
function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  // A little slack: 10 ** 2.9999999 must not fall a step.
  const factor = [5, 2, 1].find((each) => each * power <= value * (1 + 1e-9)) ?? 1;
  return Number((factor * power).toPrecision(6));
}

// The nearest of them, above or below.
function niceNear(value: number): number {
  const below = niceBelow(value);
  const above = niceAbove(below);
  return value / below < above / value ? below : above;
}

const niceAbove = (nice: number) =>
  Number((nice * (String(nice).replace(/[0.]/g, "").startsWith("2") ? 2.5 : 2)).toPrecision(6));

// Where each step begins, ascending, at most five. Values at or above a beginning have at least its shade.
export function mapSteps(values: readonly number[]): number[] {
  const above = values.filter((value) => value > 0 && Number.isFinite(value));
  if (above.length === 0) return [];
  const low = Math.min(...above);
  const high = Math.max(...above);
  const places = [...Array(steps - 1).keys()].map((step) => niceNear(low * (high / low) ** ((step + 1) / steps)));
  const distinct = [...new Set([niceBelow(low), ...places.filter((place) => place <= high)])];
  if (distinct.length >= 3 || low === high) return distinct;
  // Values close together are told apart by even steps.
  const even = niceTicks(low, high, steps).filter((tick) => tick > 0 && tick < high);
  const whole = above.every(Number.isInteger) ? even.filter(Number.isInteger) : even;
  const [first = low] = whole;
  return [...(first > low ? [niceBelow(low)] : []), ...whole].slice(0, steps);
}

// 0 for nothing, otherwise 1 to 5: one of the tokens --ramp-N. Fewer steps use the stronger shades.
export function shadeOf(value: number, beginnings: readonly number[]): number {
  const reached = beginnings.filter((beginning) => value >= beginning).length;
  return reached === 0 ? 0 : reached + (steps - beginnings.length);
}

// "1", "2–9", "100 and more".
export function stepText(at: number, beginnings: readonly number[], whole: boolean, format: FormatValue): string {
  const from = beginnings[at] ?? 0;
  const next = beginnings[at + 1];
  if (next === undefined) return `${format(from)}+`;
  const last = whole ? next - 1 : next;
  return last === from ? format(from) : `${format(from)}–${format(last)}`;
}
