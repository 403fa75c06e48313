// A field for SQL: the words of the language in colour, Tab indents, ⌘Enter runs what is selected or all of it. A plain
// text area lies over the coloured text, so that selecting, undo and the keyboard are the browser's own.
import { type KeyboardEvent, type ReactNode, type RefObject, useMemo } from "react";

const token =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^'\\]|\\.|'')*'?)|\b(\d+(?:\.\d+)?)\b|\b(select|from|where|group|by|order|limit|offset|having|join|left|right|inner|outer|on|as|and|or|not|in|is|null|like|ilike|between|case|when|then|else|end|distinct|with|union|all|interval|asc|desc|over|partition|prewhere|array|day|hour|week|month|year|minute|second)\b|\b([a-zA-Z_]\w*)(?=\()/gi;

function paint(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    const [whole, comment, quoted, number, word, call] = match;
    const colour = comment
      ? "text-ink-3 italic"
      : quoted
        ? "text-good"
        : number
          ? "text-info"
          : word
            ? "text-accent-ink font-medium"
            : call
              ? "text-warn"
              : "";
    parts.push(
      <span key={match.index} className={colour}>
        {whole}
      </span>,
    );
    end = match.index + whole.length;
  }
  parts.push(text.slice(end), "\n");
  return parts;
}

interface SqlEditorProps {
  value: string;
  onChange: (value: string) => void;
  onRun: (statement: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

const textClass = "p-3 font-mono text-[13px] leading-5 whitespace-pre-wrap [overflow-wrap:anywhere] [tab-size:2]";

export function selectedOr(field: HTMLTextAreaElement | null, value: string): string {
  const selected = field ? value.slice(field.selectionStart, field.selectionEnd).trim() : "";
  return selected === "" ? value : selected;
}

export function SqlEditor({ value, onChange, onRun, field }: SqlEditorProps) {
  const painted = useMemo(() => paint(value), [value]);
  const onKeyDown = (press: KeyboardEvent<HTMLTextAreaElement>) => {
    if (press.key === "Enter" && (press.metaKey || press.ctrlKey)) {
      press.preventDefault();
      onRun(selectedOr(field.current, value));
    } else if (press.key === "Tab" && !press.shiftKey) {
      // Escape and then Tab leaves the field.
      if (press.currentTarget.dataset.leaving) return;
      press.preventDefault();
      document.execCommand("insertText", false, "  ");
    } else if (press.key === "Escape") press.currentTarget.dataset.leaving = "yes";
    else delete press.currentTarget.dataset.leaving;
  };
  return (
    <div className="relative max-h-96 min-h-44 resize-y overflow-auto rounded-t-lg bg-surface focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus">
      <pre aria-hidden dir="ltr" className={`${textClass} min-h-44`}>
        {painted}
      </pre>
      <textarea
        ref={field}
        dir="ltr"
        aria-label="SQL"
        aria-describedby="sql-keys"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        className={`${textClass} absolute inset-0 h-full w-full resize-none overflow-hidden bg-transparent text-transparent caret-ink outline-none selection:text-ink`}
      />
    </div>
  );
}
