// Numbers as charts and tables of insights write them. Pure.
import { exactNumber } from "@/ui/numbers";

export function numberText(value: number): string {
  if (Number.isInteger(value)) return exactNumber(value);
  return Math.abs(value) >= 1000 ? exactNumber(Math.round(value)) : value.toFixed(2).replace(/\.?0+$/, "");
}
