// Whether two ways of asking gave the same rows, in whatever order; numbers up to what adding up in another order changes.
const number = (value) =>
  typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(value));
const text = (cell) => (number(cell) ? Number(Number(cell).toPrecision(9)).toString() : String(cell));

// What differs, or undefined. `columns`: how many of the found ones count; `limit`: how many of the rows; `some`: what is expected
// need only be among what was found.
export function differences(expected, found, { columns, limit, some = false }) {
  const lines = (rows) =>
    rows
      .slice(0, limit)
      .map((row) => row.slice(0, columns).map(text).join(" | "))
      .sort();
  const wanted = lines(expected);
  const got = lines(found);
  if (wanted.length === 0) return "the API's answer is empty";
  const missing = wanted.filter((line) => !got.includes(line));
  const more = some ? [] : got.filter((line) => !wanted.includes(line));
  if (missing.length === 0 && more.length === 0) return undefined;
  return `${wanted.length} and ${got.length} rows; only the API: ${missing.slice(0, 3).join("; ")}; only there: ${more.slice(0, 3).join("; ")}`;
}
