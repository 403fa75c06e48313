// What a property filter means, over one event of the truth.

// The text of a property's value; undefined when there is none.
export function textOf(value) {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

export function propertyOf(event, { type = "event", key }) {
  if (type === "session") return event.sessionFacts?.[key];
  if (type === "group") return event.groupProperties[key];
  return type === "person" ? event.personProperties[key] : event.properties[key];
}

// A number, or a text that is one; undefined otherwise.
export function numberOf(value) {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return undefined;
}

export function matches(event, filter) {
  if (!filter || (Array.isArray(filter) && filter.length === 0)) return true;
  if (Array.isArray(filter)) return filter.every((one) => matches(event, one));
  if (filter.values) {
    return filter.type === "OR"
      ? filter.values.length === 0 || filter.values.some((one) => matches(event, one))
      : filter.values.every((one) => matches(event, one));
  }
  if (filter.type === "hogql") return expressions[filter.key](event);
  const value = propertyOf(event, filter);
  const text = textOf(value);
  const wanted = (Array.isArray(filter.value) ? filter.value : [filter.value]).map(textOf);
  const number = numberOf(value);
  switch (filter.operator ?? "exact") {
    case "exact":
      return text !== undefined && wanted.includes(text);
    case "is_not":
      return !wanted.includes(text);
    case "icontains":
      return text?.toLowerCase().includes(wanted[0].toLowerCase());
    case "not_icontains":
      return text === undefined || !text.toLowerCase().includes(wanted[0].toLowerCase());
    case "regex":
      return text !== undefined && new RegExp(wanted[0], "u").test(text);
    case "not_regex":
      return text === undefined || !new RegExp(wanted[0], "u").test(text);
    case "is_set":
      return text !== undefined;
    case "is_not_set":
      return text === undefined;
    case "gt":
      return number !== undefined && number > filter.value;
    case "gte":
      return number !== undefined && number >= filter.value;
    case "lt":
      return number !== undefined && number < filter.value;
    case "lte":
      return number !== undefined && number <= filter.value;
    case "between":
      return number !== undefined && number >= filter.value[0] && number <= filter.value[1];
    case "not_between":
      return number === undefined || number < filter.value[0] || number > filter.value[1];
    default:
      throw new Error(`no operator ${filter.operator}`);
  }
}

// Expressions of SQL as filters, and what they mean.
const expressions = {
  "event = 'view' or toFloat(properties.amount) > 1": ({ event, properties }) =>
    event === "view" || properties.amount > 1,
  "person.properties.plan is null": ({ personProperties }) => textOf(personProperties.plan) === undefined,
  "properties.$browser != 'Chrome'": ({ properties }) =>
    textOf(properties.$browser) !== undefined && properties.$browser !== "Chrome",
};

const operators = ["exact", "is_not", "icontains", "not_icontains", "regex", "not_regex", "is_set", "is_not_set"];

// Cohorts take no SQL among their filters.
export function randomFilter(random, { sql = true } = {}) {
  const leaf = () => {
    if (sql && random.chance(0.05)) return { type: "hogql", key: random.pick(Object.keys(expressions)) };
    if (random.chance(0.2))
      return { type: "person", key: "plan", operator: random.pick(["exact", "is_not", "is_set"]), value: "pro" };
    if (random.chance(0.1)) {
      const operator = random.pick(["exact", "is_not", "is_set", "is_not_set"]);
      return { type: "group", group_type_index: 0, key: "tier", operator, value: random.pick(["gold", "3"]) };
    }
    if (random.chance(0.3)) {
      const operator = random.pick(["gt", "gte", "lt", "lte", "between", "not_between"]);
      const value = operator.endsWith("between") ? [0, random.between(0, 3)] : random.between(-1, 3);
      return { type: "event", key: random.pick(["mixed", "amount"]), operator, value };
    }
    const key = random.pick(["$browser", "mixed", "a.dotted key"]);
    const operator = random.pick(operators);
    const value = operator.endsWith("regex")
      ? random.pick(["^C", "a|x", "[0-9]$"])
      : random.pick(["Chrome", "x", "2", "true", "r", ["Chrome", "2", "Ünïcode 🦊"], 'it\'s "quoted" \\ back']);
    return {
      type: "event",
      key,
      operator,
      value: Array.isArray(value) && !["exact", "is_not"].includes(operator) ? value[0] : value,
    };
  };
  const roll = random.next();
  if (roll < 0.5) return [];
  if (roll < 0.75) return [leaf()];
  if (roll < 0.85) return [leaf(), leaf()];
  return { type: "AND", values: [{ type: random.pick(["AND", "OR"]), values: [leaf(), leaf()] }] };
}
