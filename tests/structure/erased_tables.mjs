// The tables that the source makes, and what the page about erasing people says of them.

// Names of the tables that there are after all migrations, by `files` ([{path, text}]): "persons", "engine: events".
export function tablesMade(files) {
  const sources = files.filter(({ path }) => /^src\/.*\.cpp$/.test(path) && !/_(test|bench|fuzz)\.cpp$/.test(path));
  const made = new Set();
  const dropped = new Set();
  for (const { path, text } of sources) {
    const place = path.startsWith("src/storage/events/") ? "engine: " : "";
    for (const [, name] of text.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(?!IF )(\w+)/g)) made.add(place + name);
    for (const [, name] of text.matchAll(/versioned_table\(\s*"(\w+)"/g)) made.add(place + name);
    for (const [, name] of text.matchAll(/DROP TABLE (\w+)/g)) dropped.add(place + name);
  }
  return [...made].filter((name) => !dropped.has(name) && !name.endsWith("schema_migrations")).sort();
}

// Those in the first column of the page's table.
export function tablesExplained(page) {
  const rows = page.split("\n").filter((line) => /^\| (engine: )?`/.test(line));
  return rows
    .flatMap((row) => {
      const cell = row.split("|")[1];
      const place = cell.trim().startsWith("engine:") ? "engine: " : "";
      return [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => place + name);
    })
    .sort();
}
