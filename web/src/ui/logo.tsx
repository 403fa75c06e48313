// The frog: in the rail, on the sign-in pages and small in empty states. Same drawing as public/favicon.svg.
export function Frog({ size = 24, quiet = false }: { size?: number; quiet?: boolean }) {
  const skin = quiet ? "var(--line-strong)" : "oklch(0.62 0.165 147)";
  const mark = quiet ? "var(--ink-3)" : "oklch(0.27 0.06 150)";
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0">
      <path
        fill={skin}
        d="M16 9.2c1 0 2 .1 2.9.3a5 5 0 1 1 7.7 5.3c1.5 1.9 2.4 4.1 2.4 6.3 0 4.9-5.8 7.4-13 7.4S3 26 3 21.1c0-2.2.9-4.4 2.4-6.3a5 5 0 1 1 7.7-5.3c.9-.2 1.9-.3 2.9-.3Z"
      />
      <circle cx="8.3" cy="10.6" r="2.9" fill={quiet ? "var(--surface)" : "#fff"} />
      <circle cx="23.7" cy="10.6" r="2.9" fill={quiet ? "var(--surface)" : "#fff"} />
      <circle cx="8.7" cy="10.8" r="1.5" fill={mark} />
      <circle cx="23.3" cy="10.8" r="1.5" fill={mark} />
      <path
        d="M8.5 20.2c2.2 2 4.7 3 7.5 3s5.3-1 7.5-3"
        fill="none"
        stroke={mark}
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </svg>
  );
}
