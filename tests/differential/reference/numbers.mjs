// Sums, means and percentiles.

export const sum = (values) => values.reduce((total, value) => total + value, 0);

// Between two values in proportion; 0 of nothing.
export function quantile(values, level) {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const at = level * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
