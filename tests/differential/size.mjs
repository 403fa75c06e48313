// How much is asked: DIFFERENTIAL_CASES, the number of questions of each kind; DIFFERENTIAL_KINDS, which ones (names,
// comma between). LEAPFROG_SEED repeats a run. script/test-deep sets them.
import assert from "node:assert/strict";
import { kinds, titleOf } from "./reference/kinds.mjs";

export const titles = [...kinds.map(titleOf), "cohorts"];

export function questions(usual) {
  const count = Number(process.env.DIFFERENTIAL_CASES ?? usual);
  assert.ok(Number.isInteger(count) && count > 0, `DIFFERENTIAL_CASES is no number: ${process.env.DIFFERENTIAL_CASES}`);
  return count;
}

const wanted = process.env.DIFFERENTIAL_KINDS?.split(",");
for (const name of wanted ?? []) assert.ok(titles.includes(name), `no kind ${name}; there are ${titles.join(", ")}`);

export const isWanted = (title) => !wanted || wanted.includes(title);
