// Keyboard keys as small caps.
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="flex gap-0.5" aria-hidden>
      {keys.map((key) => (
        <kbd
          key={key}
          className="flex h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-2xs text-ink-3"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
