// Which sentences the server refuses with, and which of them no test has seen. Sentences are found where errors are
// made: the calls of `makers`, and the tables named in `tables`. A sentence is seen when a test holds a telling
// part of it, or a telling part of it holds a test's text (tests quote beginnings, and leave out what varies).

const makers = ["refuse", "fail", "keep", "too_busy", "malformed_request", "Failure", "Error"];

// Those, and every function of ours that gives a Failure (but for what went wrong inside, which nobody is told).
function makersIn(files) {
  const names = new Set(makers);
  for (const { text } of files)
    for (const [, name] of text.matchAll(/^ *(?:inline )?Failure (\w+)\(/gm)) names.add(name);
  names.delete("internal_error");
  return new RegExp(`\\b(${[...names].join("|")})\\s*[({]`, "g");
}

// Files whose sentences stand in a table instead of a call.
const tables = ["src/capture/rejections.cpp"];

// Folders whose errors no user of the server can cause: invented data, and a program that only the server talks to.
const elsewhere = /^src\/(demo|engine_host)\//;

const stringLiteral = /R"(\w*)\(([\s\S]*?)\)\1"|"((?:[^"\\\n]|\\.)*)"/y;

// C++ as a list of {text} for string literals and {mark} for other characters, without comments and spaces.
function tokens(code) {
  const found = [];
  for (let at = 0; at < code.length; ) {
    if (code.startsWith("//", at)) {
      const end = code.indexOf("\n", at);
      at = end < 0 ? code.length : end;
    } else if (code.startsWith("/*", at)) at = code.indexOf("*/", at) + 2;
    else if (code[at] === "'" && !/\w/.test(code[at - 1] ?? "")) {
      const end = code.indexOf("'", code[at + 1] === "\\" ? at + 3 : at + 2);
      found.push({ mark: "c", at });
      at = end + 1;
    } else {
      stringLiteral.lastIndex = at;
      const literal = stringLiteral.exec(code);
      if (literal) {
        const text = literal[2] ?? literal[3].replace(/\\(.)/g, (_, one) => (one === "n" ? "\n" : one));
        found.push({ text, at });
        at += literal[0].length;
      } else {
        if (/\S/.test(code[at])) found.push({ mark: code[at], at });
        at += 1;
      }
    }
  }
  return found;
}

// The literals between a bracket and its partner: neighbours joined, the others apart.
function literalsWithin(list, from) {
  const found = [];
  let depth = 0;
  let joined = false;
  for (let at = from; at < list.length; at += 1) {
    const { text, mark } = list[at];
    if (text !== undefined) {
      if (joined) found[found.length - 1] += text;
      else found.push(text);
      joined = true;
      continue;
    }
    joined = false;
    if ("([{".includes(mark)) depth += 1;
    else if (")]}".includes(mark)) {
      depth -= 1;
      if (depth === 0) return found;
    }
  }
  return found;
}

const isSentence = (text) => /^\S.* \S/.test(text.trim()) && text.trim().length >= 8;

// [{path, line, sentence}] of the files given as {path, text}.
export function errorSentences(files) {
  const found = [];
  const making = makersIn(files.filter(({ path }) => path.startsWith("src/")));
  for (const { path, text } of files) {
    if (!/^src\/.*\.(h|cpp)$/.test(path) || /_(test|bench|fuzz)\.cpp$|_fixture\.h$/.test(path) || elsewhere.test(path))
      continue;
    const list = tokens(text);
    const seen = new Set();
    const add = (literals, at) => {
      for (const sentence of literals.filter(isSentence)) {
        if (seen.has(`${at}${sentence}`)) continue;
        seen.add(`${at}${sentence}`);
        found.push({ path, line: text.slice(0, at).split("\n").length, sentence });
      }
    };
    if (tables.includes(path))
      add(
        list.filter((one) => one.text !== undefined).map((one) => one.text),
        0,
      );
    for (const match of text.matchAll(making)) {
      const bracket = match.index + match[0].length - 1;
      const from = list.findIndex((one) => one.at === bracket);
      if (from >= 0) add(literalsWithin(list, from), match.index);
    }
  }
  return found;
}

// The parts of a sentence between what varies.
const fixedParts = (sentence) => sentence.split(/\{[^}]*\}/);

// The texts that a regular expression holds.
function partsOfPattern(pattern) {
  const parts = [""];
  for (const token of pattern.match(/\\.|\[[^\]]*\]|[^\\]/g)) {
    if (/^\\[dwsSb]$|^\[|^[.*+?()|^$]$/.test(token)) parts.push("");
    else parts[parts.length - 1] += token.replace("\\", "");
  }
  return parts;
}

// What a test quotes: its strings, templates and regular expressions, in the parts that do not vary.
export function quotations(files) {
  const parts = new Set();
  for (const { path, text } of files) {
    const pieces = [];
    if (path.endsWith(".cpp") || path.endsWith(".h")) {
      const list = tokens(text);
      let before = false;
      for (const one of list) {
        if (one.text === undefined) before = false;
        else {
          if (before) pieces[pieces.length - 1] += one.text;
          else pieces.push(one.text);
          before = true;
        }
      }
    } else {
      const quoted = /(?<![\w\\])(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/g;
      for (const [, double, single, template] of text.matchAll(quoted)) {
        if (template === undefined) pieces.push((double ?? single).replace(/\\(.)/g, "$1"));
        else pieces.push(...template.split(/\$\{[^}]*\}/));
      }
      for (const [, pattern] of text.matchAll(/(?<=[(,:=[]\s*)\/((?:[^/\\\n]|\\.)+)\/[a-z]*(?=[\s,;)\].])/g))
        pieces.push(...partsOfPattern(pattern));
    }
    for (const piece of pieces) parts.add(piece.trim());
  }
  return [...parts].filter((part) => part.length >= 8 && part.includes(" "));
}

// Those of errorSentences() that nothing of quotations() shows.
export function unseen(sentences, quoted) {
  const all = quoted.join("\n");
  return sentences.filter(({ sentence }) => {
    const parts = fixedParts(sentence).map((part) => part.trim());
    const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), "");
    if (longest.length < 8) return false; // nothing fixed that could be looked for
    if (all.includes(longest)) return false;
    return !quoted.some((quote) => longest.includes(quote));
  });
}
