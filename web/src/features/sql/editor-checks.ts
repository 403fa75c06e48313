// Marks where a statement is wrong, a moment after the last key. Each statement of the text is asked about by itself; a
// server that does not answer marks nothing.
import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { HogQLQuery } from "@/query/types";
import { checkStatement, type SqlMetadata } from "./api";
import { type Statement, statementsOf, unitsBefore } from "./statements";

const restMs = 450;
const mostStatements = 10;

export interface Checked {
  projectId: number;
  variables: (statement: string) => HogQLQuery["variables"];
}

export function diagnosticsOf(statement: Statement, found: SqlMetadata): Diagnostic[] {
  const place = (characters: number) => statement.from + unitsBefore(statement.text, characters);
  const mark = (severity: Diagnostic["severity"]) => (notice: SqlMetadata["errors"][number]) => {
    const from = Math.min(place(notice.start), statement.to);
    return { from, to: Math.max(from, Math.min(place(notice.end), statement.to)), severity, message: notice.message };
  };
  return [...found.errors.map(mark("error")), ...found.warnings.map(mark("warning"))];
}

export function checks(about: () => Checked): Extension {
  let stop = new AbortController();
  return linter(
    async (view) => {
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      const { projectId, variables } = about();
      const statements = statementsOf(view.state.doc.toString()).slice(0, mostStatements);
      const found = await Promise.all(
        statements.map((statement) =>
          checkStatement(projectId, statement.text, variables(statement.text), signal)
            .then((answer) => diagnosticsOf(statement, answer))
            .catch(() => []),
        ),
      );
      return found.flat();
    },
    { delay: restMs },
  );
}
