// What somebody pasted to be deleted. Pure.

// What the server takes at a time.
export const mostIds = 1000;

// One id on each line, each once; a list with commas is taken as well when it is on one line.
export function idsIn(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const parts = lines.length === 1 ? (lines[0] ?? "").split(",").map((part) => part.trim()) : lines;
  return [...new Set(parts.filter((part) => part !== ""))];
}
