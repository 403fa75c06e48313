// The field for SQL: CodeMirror with the server's completion and marks where a statement is wrong. In a file of its own
// because it is loaded when the page already shows.
import { closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { forceLinting, forEachDiagnostic, lintKeymap, setDiagnosticsEffect } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
  tooltips,
} from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { checks } from "./editor-checks";
import { completion } from "./editor-completion";
import { language } from "./editor-language";
import { theme } from "./editor-theme";
import { asVariables, type VariableValues } from "./search";
import { type Statement, statementToRun, variablesIn } from "./statements";
import type { KeptVariable } from "./variables-api";

export interface Problem {
  message: string;
  line: number;
  column: number;
  from: number;
  to: number;
}

export interface EditorHandle {
  // What is selected, or the statement with the cursor.
  statement: () => Statement | undefined;
  replace: (text: string) => void;
  insert: (text: string) => void;
  // Puts the cursor there. Nothing is selected: what is selected is all that would be run.
  goTo: (place: number) => void;
}

export interface EditorProps {
  projectId: number;
  // Where it begins; from then on the editor has the text, and `replace` changes it.
  initial: string;
  values: VariableValues;
  // The variables that the project keeps.
  kept: readonly KeptVariable[];
  onChange: (text: string) => void;
  onRun: (statement: string) => void;
  onProblems: (problems: Problem[]) => void;
  handle: Ref<EditorHandle>;
}

function problemsOf(state: EditorState): Problem[] {
  const found: Problem[] = [];
  forEachDiagnostic(state, ({ message }, from, to) => {
    const line = state.doc.lineAt(from);
    found.push({ message, from, to, line: line.number, column: from - line.from + 1 });
  });
  return found;
}

const running = (view: EditorView) => {
  const { from, to } = view.state.selection.main;
  return statementToRun(view.state.doc.toString(), from, to);
};

export default function SqlEditor({ handle, ...props }: EditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // What the editor calls is what the page has now, not what it had when the editor was made.
  const now = useRef(props);
  now.current = props;

  useEffect(() => {
    if (!box.current) return;
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({ doc: now.current.initial, extensions: extensions(now) }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, []);

  // A value given for a variable may mend a statement, or break it.
  const given = JSON.stringify([props.values, props.kept.map(({ code_name }) => code_name)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values are what it is about
  useEffect(() => {
    if (view.current) forceLinting(view.current);
  }, [given]);

  useImperativeHandle(handle, () => ({
    statement: () => (view.current ? running(view.current) : undefined),
    replace: (text) => {
      const { current } = view;
      if (!current || current.state.doc.toString() === text) return;
      current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
    insert: (text) => {
      const { current } = view;
      if (!current) return;
      current.dispatch(current.state.replaceSelection(text), { scrollIntoView: true });
      current.focus();
    },
    goTo: (place) => {
      const { current } = view;
      if (!current) return;
      current.dispatch({ selection: { anchor: Math.min(place, current.state.doc.length) }, scrollIntoView: true });
      current.focus();
    },
  }));

  return <div ref={box} className="h-full min-h-0" />;
}

function extensions(now: { current: Omit<EditorProps, "handle"> }) {
  const run = (view: EditorView) => {
    const statement = running(view);
    if (statement) now.current.onRun(statement.text);
    return true;
  };
  return [
    Prec.highest(keymap.of([{ key: "Mod-Enter", run, preventDefault: true }])),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    EditorState.tabSize.of(2),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    language,
    theme,
    completion(() => now.current),
    checks(() => ({
      projectId: now.current.projectId,
      variables: (statement) => asVariables(variablesIn(statement), now.current.values, now.current.kept),
    })),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "SQL", "aria-describedby": "sql-keys", tabindex: "0" }),
    placeholder("SELECT … FROM events"),
    // Lists may be longer than the field.
    tooltips({ position: "fixed", parent: document.body }),
    keymap.of([
      { key: "Mod-/", run: toggleComment },
      { key: "Alt-Space", run: startCompletion },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) now.current.onChange(update.state.doc.toString());
      const judged = update.transactions.some(({ effects }) => effects.some((each) => each.is(setDiagnosticsEffect)));
      if (judged) now.current.onProblems(problemsOf(update.state));
    }),
  ];
}
