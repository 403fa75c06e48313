// The chain of elements of an autocaptured event: the target first, then its ancestors, as text. Pure.
//   button.btn.primary:nth-child="2"nth-of-type="1"text="Save";form;main
import type { EventElement } from "./api";

const mostElements = 100;
const attribute = /([^=]*?)="((?:[^"\\]|\\.)*)"/y;

const unquoted = (text: string) => text.replaceAll('\\"', '"');

// Splits at semicolons outside of quotes.
function parts(chain: string): string[] {
  return chain.match(/(?:[^;"]|"(?:[^"\\]|\\.)*(?:"|$))+/g)?.slice(0, mostElements) ?? [];
}

function parseElement(text: string, order: number): EventElement | undefined {
  const colon = text.search(/:(?=[^:]*="|$)/);
  const [tag, ...classes] = (colon < 0 ? text : text.slice(0, colon)).split(".");
  if (!tag) return undefined;
  const element: EventElement = { tag_name: tag, order, attributes: {} };
  if (classes.length > 0) element.attr_class = classes.filter(Boolean);
  if (colon < 0) return element;
  attribute.lastIndex = colon + 1;
  for (let match = attribute.exec(text); match; match = attribute.exec(text)) {
    const [, key = "", raw = ""] = match;
    const value = unquoted(raw);
    if (key === "text") element.text = value;
    else if (key === "href") element.href = value;
    else if (key === "attr_id") element.attr_id = value;
    else if (key === "nth-child") element.nth_child = Number(value);
    else if (key === "nth-of-type") element.nth_of_type = Number(value);
    else element.attributes = { ...element.attributes, [unquoted(key)]: value };
  }
  return element;
}

// What cannot be read is left out.
export function parseElementsChain(chain: string): EventElement[] {
  return parts(chain).flatMap((text, order) => parseElement(text, order) ?? []);
}
