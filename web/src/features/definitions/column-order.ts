// The order of the columns of a list. Pure.

// A column moved by one place; the ends stay where they are.
export function moveColumn(columns: readonly string[], column: string, by: -1 | 1): string[] {
  const from = columns.indexOf(column);
  const to = from + by;
  if (from < 0 || to < 0 || to >= columns.length) return [...columns];
  const moved = columns.filter((each) => each !== column);
  moved.splice(to, 0, column);
  return moved;
}
