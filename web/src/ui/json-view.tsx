// JSON as text with quiet colours, and a copy button. Long documents are cut on screen, never in the copy.
import { CopyButton } from "./copy";

const shownCharacters = 60_000;
const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function paint(text: string) {
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    const [whole, quoted, colon, word] = match;
    if (quoted !== undefined && colon !== undefined) {
      parts.push(
        <span key={match.index} className="text-ink">
          {quoted}
        </span>,
        colon,
      );
    } else {
      const colour = quoted !== undefined ? "text-good" : word !== undefined ? "text-warn" : "text-info";
      parts.push(
        <span key={match.index} className={colour}>
          {whole}
        </span>,
      );
    }
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}

export function JsonView({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2) ?? "undefined";
  const cut = text.length > shownCharacters;
  return (
    <div className="relative">
      <div className="absolute top-2 right-2">
        <CopyButton text={text} label="Copy JSON" />
      </div>
      <pre
        tabIndex={0}
        dir="ltr"
        className="max-h-[480px] overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5 text-ink-3"
      >
        {paint(cut ? text.slice(0, shownCharacters) : text)}
        {cut && "\n… the rest is in the copy"}
      </pre>
    </div>
  );
}
