// The text of a tile: headings, lists, links, bold and code of Markdown; nothing else, and no HTML.
import { Fragment, type ReactNode } from "react";

const inline = /(\*\*[^*]+\*\*|`[^`]+`|\[[^\]]+\]\((?:https?:\/\/|\/)[^)\s]+\))/g;

function words(text: string): ReactNode[] {
  return text.split(inline).map((part, index) => {
    const key = `${index}`;
    if (part.startsWith("**") && part.endsWith("**") && part.length > 4) {
      return <strong key={key}>{part.slice(2, -2)}</strong>;
    }
    if (part.startsWith("`") && part.endsWith("`") && part.length > 2) {
      return (
        <code key={key} className="rounded-sm bg-sunken px-1 font-mono text-xs">
          {part.slice(1, -1)}
        </code>
      );
    }
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    if (link) {
      return (
        <a key={key} href={link[2]} className="text-accent-ink underline" rel="noreferrer">
          {link[1]}
        </a>
      );
    }
    return <Fragment key={key}>{part}</Fragment>;
  });
}

export function TextBody({ text }: { text: string }) {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== "");
  return (
    <div dir="auto" className="flex flex-col gap-2 text-sm">
      {blocks.map((block, index) => {
        const key = `${index}`;
        const lines = block.split("\n");
        const heading = /^(#{1,3})\s+(.*)$/.exec(lines[0] ?? "");
        if (heading && lines.length === 1) {
          const size = heading[1]?.length === 1 ? "text-lg" : "text-base";
          return (
            <h3 key={key} className={`${size} font-semibold tracking-tight`}>
              {words(heading[2] ?? "")}
            </h3>
          );
        }
        if (lines.every((line) => /^[-*]\s+/.test(line))) {
          return (
            <ul key={key} className="list-disc pl-5">
              {lines.map((line) => (
                <li key={line}>{words(line.replace(/^[-*]\s+/, ""))}</li>
              ))}
            </ul>
          );
        }
        return (
          <p key={key} className="whitespace-pre-line">
            {words(block.replace(/^#{1,3}\s+/, ""))}
          </p>
        );
      })}
    </div>
  );
}
