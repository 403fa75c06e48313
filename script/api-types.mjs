// Types of the web app from the server's OpenAPI document: `typesOf(document)` gives the text of
// web/src/app/api-types.ts. Run by script/api-types; tests/api/openapi_types.test.mjs checks that the file is up to date.
import { pathToFileURL } from "node:url";

const words = { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" };

const isName = (key) => /^[A-Za-z_$][\w$]*$/.test(key);

// A union, each part once; parts that are functions or unions themselves do not occur.
const union = (parts) => [...new Set(parts)].join(" | ");

function arrayOf(type) {
  return type.includes(" | ") ? `(${type})[]` : `${type}[]`;
}

function typeOf(schema, indent) {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return union(alternatives.map((each) => typeOf(each, indent)));
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, indent)));
  if (schema.type === "array") return arrayOf(schema.items ? typeOf(schema.items, indent) : "unknown");
  if (schema.type === "object") {
    return schema.properties ? objectOf(schema, indent) : "Record<string, unknown>";
  }
  return words[schema.type] ?? "unknown";
}

// What the server reads has defaults, so everything may be left out of it; what it writes is there.
function objectOf(schema, indent) {
  const entries = Object.entries(schema.properties);
  const read = entries.some(([, property]) => property.default !== undefined);
  const inner = `${indent}  `;
  const lines = entries.map(([key, property]) => {
    const required = schema.required ? schema.required.includes(key) : !read || property.const !== undefined;
    return `${inner}${isName(key) ? key : JSON.stringify(key)}${required ? "" : "?"}: ${typeOf(property, inner)};\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

export function typesOf(document) {
  const schemas = Object.entries(document.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  const types = schemas.map(([name, schema]) => {
    const type = typeOf(schema, "");
    return type.startsWith("{\n") ? `export interface ${name} ${type}\n` : `export type ${name} = ${type};\n`;
  });
  const head =
    "// What the server's API takes and gives. Written by script/api-types from its OpenAPI document: change the schemas\n" +
    "// there (router.add_schema) and run it again.\n\n";
  return head + types.join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { startLeapfrog } = await import("../tests/harness/leapfrog.mjs");
  const leapfrog = await startLeapfrog({ label: "api-types" });
  try {
    process.stdout.write(typesOf(await leapfrog.must("/api/openapi.json")));
  } finally {
    await leapfrog.stop();
  }
}
