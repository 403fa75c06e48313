// What could be typed next: the server knows tables, columns, properties and functions; the words of the language and the
// names given in the text are known here.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  insertCompletionText,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { type SqlSuggestion, type SqlSuggestions, suggest } from "./api";
import { isMeaningless, keywords } from "./editor-language";
import { aliasesIn, charactersBefore, quotedName, statementToRun, variablesIn } from "./statements";

const types = { Class: "class", Variable: "variable", Property: "property", Function: "function" } as const;
// Columns and properties are what one mostly looks for.
const boosts = { Class: 3, Variable: 4, Property: 4, Function: 0 } as const;

// A function is written with its parentheses and the cursor between them.
function insertCall(view: EditorView, completion: Completion, from: number, to: number) {
  const called = view.state.sliceDoc(to, to + 1) === "(";
  view.dispatch({
    ...insertCompletionText(view.state, `${completion.label}${called ? "" : "()"}`, from, to),
    selection: { anchor: from + completion.label.length + 1 },
    annotations: pickedCompletion.of(completion),
  });
}

function asCompletion({ label, insertText, kind, detail }: SqlSuggestion): Completion {
  const written = kind === "Property" ? quotedName(insertText) : insertText;
  return {
    label,
    type: types[kind],
    detail: kind === "Property" || kind === "Function" ? undefined : detail,
    boost: boosts[kind],
    apply: kind === "Function" ? insertCall : written,
  };
}

// What the page knows.
export interface Known {
  projectId: number;
  kept: ReadonlyArray<{ code_name: string; name: string }>;
}

// Names inside of braces: variables that the text has already, and what the server fills in itself.
function inBraces(context: CompletionContext, { kept }: Known): CompletionResult | null {
  const open = context.matchBefore(/\{[\w.]*/);
  if (!open) return null;
  const named = variablesIn(context.state.doc.toString()).map((name) => `{variables.${name}}`);
  const own = kept.map(({ code_name }) => `{variables.${code_name}}`);
  const other = [...named, ...(own.length > 0 ? [] : ["{variables.name}"]), "{filters}"];
  const options: Completion[] = [
    ...own.map((label, at) => ({ label, type: "variable", detail: kept[at]?.name, boost: 1 })),
    ...[...new Set(other)].filter((label) => !own.includes(label)).map((label) => ({ label, type: "text" })),
  ];
  const to = context.state.sliceDoc(context.pos, context.pos + 1) === "}" ? context.pos + 1 : context.pos;
  return { from: open.from, to, options, validFor: /^\{[\w.]*$/ };
}

function localWords(text: string): Completion[] {
  return [
    ...keywords.map((word) => ({ label: word.toUpperCase(), type: "keyword", boost: -1 })),
    ...aliasesIn(text).map((name) => ({ label: name, type: "variable", detail: "named here", boost: 5 })),
  ];
}

function completionSource(known: () => Known) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (isMeaningless(context.state, context.pos)) return null;
    const braces = inBraces(context, known());
    if (braces) return braces;
    const word = context.matchBefore(/[\w$.]*/);
    if (!word || (word.text === "" && !context.explicit) || /^\d/.test(word.text)) return null;
    const lastDot = word.text.lastIndexOf(".");
    const from = word.from + lastDot + 1;
    const text = context.state.doc.toString();
    // Other statements of the text are none of this one's business.
    const statement = statementToRun(text, context.pos, context.pos);
    const start = statement && statement.from <= from ? statement.from : 0;
    const asked = text.slice(start, Math.max(statement?.to ?? 0, context.pos));
    const stop = new AbortController();
    context.addEventListener("abort", () => stop.abort());
    const none: SqlSuggestions = { suggestions: [], incomplete_list: true };
    const found = await suggest(
      known().projectId,
      asked,
      charactersBefore(asked, context.pos - start),
      stop.signal,
    ).catch(() => none);
    const options = [...found.suggestions.map(asCompletion), ...(lastDot < 0 ? localWords(text) : [])];
    return { from, options, validFor: found.incomplete_list ? undefined : /^[\w$]*$/ };
  };
}

export const completion = (known: () => Known): Extension =>
  autocompletion({
    override: [completionSource(known)],
    activateOnTypingDelay: 120,
    maxRenderedOptions: 60,
  });
