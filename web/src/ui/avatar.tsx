// A letter on a colour made from the name, so that the same person looks the same everywhere.
import { cx } from "./class-names";

export function hueOf(name: string): number {
  let hash = 7;
  for (let index = 0; index < name.length; index++) hash = (hash * 31 + name.charCodeAt(index)) >>> 0;
  return (hash % 24) * 15;
}

function initial(name: string): string {
  const letter = [...name.trim()].find((character) => /[\p{L}\p{N}]/u.test(character));
  return (letter ?? "?").toUpperCase();
}

export function Avatar({ name, size = 20, square = false }: { name: string; size?: number; square?: boolean }) {
  return (
    <span
      aria-hidden
      // Drawn, not written: a letter is no part of the text around it.
      data-letter={initial(name)}
      className={cx(
        "before:content-[attr(data-letter)]",
        "inline-flex shrink-0 items-center justify-center font-semibold select-none",
        "bg-[oklch(0.9_0.055_var(--hue))] text-[oklch(0.38_0.09_var(--hue))]",
        "dark:bg-[oklch(0.36_0.06_var(--hue))] dark:text-[oklch(0.9_0.06_var(--hue))]",
        square ? "rounded-md" : "rounded-full",
      )}
      style={
        { width: size, height: size, fontSize: Math.round(size * 0.5), "--hue": hueOf(name) } as React.CSSProperties
      }
    />
  );
}
