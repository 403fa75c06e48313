// How values of mixed types are sorted.

const isAbsent = (value) => value === undefined || value === null;
const compareTexts = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

// Numbers before texts and whatever is absent last, whichever the direction, which is of numbers and of texts.
export const byValue = (of, sign) => (left, right) => {
  const [a, b] = [of(left), of(right)];
  const rank = (value) => (isAbsent(value) ? 2 : typeof value === "number" ? 0 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (isAbsent(a)) return 0;
  return sign * (typeof a === "number" ? a - b : compareTexts(a, b));
};
