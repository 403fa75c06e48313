// ClickHouse's SQL for the editor: its words, its quotes, and marks for what stands in braces.
import { SQLDialect, sql } from "@codemirror/lang-sql";
import { HighlightStyle, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import type { EditorState, Extension } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const keywords = (
  "select distinct from where prewhere group by order having limit offset join left right inner outer full cross any all " +
  "asof semi anti array global on using as and or not in between like ilike is null case when then else end with union " +
  "except intersect interval asc desc nulls first last over partition rows range unbounded preceding following current " +
  "row totals rollup cube sample settings true false exists day hour week month quarter year minute second window qualify"
).split(" ");

const dialect = SQLDialect.define({
  keywords: keywords.join(" "),
  types:
    "string fixedstring uuid date date32 datetime datetime64 bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 " +
    "float32 float64 decimal array tuple map nullable lowcardinality json",
  builtin: "",
  backslashEscapes: true,
  identifierQuotes: '`"',
  doubleQuotedStrings: false,
  operatorChars: "*+-%<>!=&|^/?:",
  caseInsensitiveIdentifiers: false,
});

const style = HighlightStyle.define([
  { tag: tags.keyword, class: "sql-keyword" },
  { tag: [tags.string, tags.special(tags.string)], class: "sql-text" },
  { tag: [tags.number, tags.bool, tags.null], class: "sql-number" },
  { tag: tags.comment, class: "sql-comment" },
  { tag: tags.typeName, class: "sql-type" },
  { tag: [tags.operator, tags.punctuation, tags.paren, tags.brace], class: "sql-mark" },
]);

// Whether a place is inside of a text or a comment, where nothing has a meaning.
export function isMeaningless(state: EditorState, place: number): boolean {
  return /String|Comment|QuotedIdentifier/.test(syntaxTree(state).resolveInner(place, -1).name);
}

function marks(pattern: RegExp, className: string): Extension {
  const mark = Decoration.mark({ class: className });
  const matcher = new MatchDecorator({
    regexp: pattern,
    decorate: (add, from, to, _match, view) => {
      if (!isMeaningless(view.state, from + 1)) add(from, to, mark);
    },
  });
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = matcher.createDeco(view);
      }
      update(update: ViewUpdate) {
        // A quote typed far above changes what everything below it is.
        if (update.docChanged || update.viewportChanged || syntaxTree(update.state) !== syntaxTree(update.startState))
          this.decorations = matcher.createDeco(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

const notCalls =
  "(?!(?:and|or|not|in|as|on|by|from|where|select|over|values|using|interval|then|when|else|case|all|any)\\b)";

export const language: Extension = [
  sql({ dialect, upperCaseKeywords: true }).language,
  syntaxHighlighting(style),
  marks(new RegExp(`\\b${notCalls}[a-z_]\\w*(?=\\()`, "gi"), "sql-call"),
  marks(/\{\s*(?:variables\.\w+|filters)\s*\}/g, "sql-variable"),
  EditorView.contentAttributes.of({ autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
];
