// Code to copy: what it is above, the code below, a copy button beside.
import { CopyButton } from "./copy";

export function CodeBlock({ title, code }: { title: string; code: string }) {
  return (
    <figure className="overflow-hidden rounded-lg border border-line">
      <figcaption className="flex items-center justify-between gap-3 border-b border-line bg-surface py-1.5 pr-1.5 pl-3 text-sm text-ink-2">
        {title}
        <CopyButton text={code} />
      </figcaption>
      <pre
        tabIndex={0}
        dir="ltr"
        className="max-h-80 overflow-auto bg-sunken p-3 font-mono text-xs leading-5 whitespace-pre-wrap [overflow-wrap:anywhere] focus-visible:-outline-offset-2"
      >
        {code}
      </pre>
    </figure>
  );
}
