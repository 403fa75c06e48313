// How the editor looks: the tokens of the app, so that it follows the theme by itself.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const mono = '"JetBrains Mono Variable", ui-monospace, monospace';
const float = {
  border: "1px solid var(--line)",
  borderRadius: "8px",
  backgroundColor: "var(--raised)",
  color: "var(--ink)",
  boxShadow: "var(--float)",
  overflow: "hidden",
  zIndex: "50",
};
const kind = (letter: string, colour: string) => ({ "&::after": { content: `"${letter}"` }, color: colour });

export const theme: Extension = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--ink)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: mono, lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "1.5px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--hover) 60%, transparent)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "none", fontSize: "11px" },
  ".cm-gutters .cm-lineNumbers .cm-gutterElement": { minWidth: "34px", padding: "0 6px 0 8px" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-placeholder": { color: "var(--ink-3)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--control)",
  },
  "&.cm-focused .cm-nonmatchingBracket, .cm-nonmatchingBracket": { backgroundColor: "var(--bad-soft)" },
  ".cm-selectionMatch": { backgroundColor: "var(--active)" },

  ".sql-keyword": { color: "var(--accent-ink)", fontWeight: "500" },
  ".sql-text": { color: "var(--warn)" },
  ".sql-number": { color: "var(--info)" },
  ".sql-type": { color: "var(--info)" },
  ".sql-comment": { color: "var(--ink-3)", fontStyle: "italic" },
  ".sql-mark": { color: "var(--ink-2)" },
  ".sql-call": { color: "var(--info)" },
  ".sql-variable": {
    color: "var(--ink)",
    backgroundColor: "var(--info-soft)",
    borderRadius: "3px",
    boxShadow: "0 0 0 1px var(--line-strong)",
  },

  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1px",
    textUnderlineOffset: "4px",
    backgroundColor: "var(--bad-soft)",
    borderRadius: "2px",
  },
  ".cm-lintPoint::after": { borderBottomColor: "var(--bad) !important" },
  ".cm-diagnostic": { padding: "6px 10px", whiteSpace: "normal", maxWidth: "420px" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },

  ".cm-tooltip": { ...float, fontFamily: "inherit", fontSize: "12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: mono,
    fontSize: "12px",
    maxHeight: "264px",
    minWidth: "260px",
    padding: "4px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "center",
    gap: "8px",
    height: "26px",
    padding: "0 8px",
    borderRadius: "5px",
    lineHeight: "26px",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--active)", color: "var(--ink)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { marginLeft: "auto", color: "var(--ink-3)", fontStyle: "normal", fontSize: "11px" },
  ".cm-completionIcon": { width: "16px", padding: "0", opacity: "1", textAlign: "center", fontSize: "11px" },
  ".cm-completionIcon-class": kind("▦", "var(--ink-2)"),
  ".cm-completionIcon-variable": kind("▪", "var(--accent-ink)"),
  ".cm-completionIcon-property": kind("·", "var(--accent-ink)"),
  ".cm-completionIcon-function": kind("ƒ", "var(--info)"),
  ".cm-completionIcon-keyword": kind("", "var(--ink-3)"),
  ".cm-completionIcon-text": kind("“", "var(--ink-3)"),
});
