// What the text in the editor consists of: statements between semicolons, and the variables they name. Pure.

export interface Statement {
  text: string;
  // Where it stands in the whole text; blank space around it is not counted.
  from: number;
  to: number;
}

// Quoted texts and names, and comments: a semicolon or a brace inside of them means nothing. What is not closed goes on to
// the end.
const closed = /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|`(?:[^`\\]|\\[\s\S])*(?:`|$)/;
const comment = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/;
const meaningless = new RegExp(`${closed.source}|${comment.source}`, "g");

const blankOut = (text: string) => text.replace(meaningless, (part) => " ".repeat(part.length));

function part(text: string, from: number, to: number): Statement | undefined {
  const cut = text.slice(from, to);
  const trimmed = cut.trim();
  if (trimmed === "") return undefined;
  const start = from + cut.indexOf(trimmed);
  return { text: trimmed, from: start, to: start + trimmed.length };
}

export function statementsOf(text: string): Statement[] {
  const plain = blankOut(text);
  const found: Statement[] = [];
  let from = 0;
  for (let at = 0; at <= plain.length; at++) {
    if (at < plain.length && plain[at] !== ";") continue;
    const statement = part(text, from, at);
    // A comment alone is no statement.
    if (statement && plain.slice(statement.from, statement.to).trim() !== "") found.push(statement);
    from = at + 1;
  }
  return found;
}

// What is to be run: what is selected, otherwise the statement the cursor is in or behind.
export function statementToRun(text: string, from: number, to: number): Statement | undefined {
  if (from !== to) {
    const [selected, ...more] = statementsOf(text.slice(from, to));
    if (!selected || more.length > 0) return part(text, from, to);
    return { text: selected.text, from: selected.from + from, to: selected.to + from };
  }
  const all = statementsOf(text);
  return all.find((each) => to <= each.to) ?? all.at(-1);
}

// The names in {variables.name}, in the order in which they first occur.
export function variablesIn(text: string): string[] {
  const names = [...blankOut(text).matchAll(/\{\s*variables\.(\w{1,100})\s*\}/g)].map(([, name]) => name ?? "");
  return [...new Set(names)];
}

// Places of the server are counted in characters; those of the editor in units of UTF-16, of which some characters
// take two.
export function unitsBefore(text: string, characters: number): number {
  let units = 0;
  let left = characters;
  for (const character of text) {
    if (left-- <= 0) break;
    units += character.length;
  }
  return units;
}

export const charactersBefore = (text: string, units: number) => [...text.slice(0, units)].length;

// Where in a statement an error is, from "(characters 8 to 10 of the query)": counted from 1, both included.
export function placeOfError(statement: string, detail: string): { from: number; to: number } | undefined {
  const match = /\(characters? (\d+)(?: to (\d+))? of the query\)/.exec(detail);
  if (!match) return undefined;
  return {
    from: unitsBefore(statement, Number(match[1]) - 1),
    to: unitsBefore(statement, Number(match[2] ?? match[1])),
  };
}

// A name as it has to be written: in back-quotes when it is no plain word.
export const quotedName = (name: string) =>
  /^[a-zA-Z_$][\w$]*$/.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;

// What people named with AS, to be used again below.
export function aliasesIn(text: string): string[] {
  const names = [...blankOut(text).matchAll(/\bas\s+([a-z_]\w*)/gi)].map(([, name]) => name ?? "");
  return [...new Set(names)].slice(0, 100);
}
