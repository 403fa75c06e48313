// PathsQuery, by walking through each actor's events one after another.
import { calendarOf } from "./calendar.mjs";
import { matches, randomFilter, textOf } from "./filters.mjs";

const pause = 30 * 60_000;

export const kind = "PathsQuery";

export function randomQuery(random, history) {
  const times = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const place = () => random.pick(["view", "click", "sign up", "buy", "$identify"]);
  return {
    kind,
    dateRange: { date_from: random.pick(times), date_to: times.at(-1) },
    properties: random.chance(0.3) ? randomFilter(random) : [],
    ...(random.chance(0.15) ? { aggregation_group_type_index: 0 } : {}),
    pathsFilter: {
      includeEventTypes: random.pick([[], [], ["custom_event"], ["$pageview", "custom_event"]]),
      ...(random.chance(0.3) ? { startPoint: place() } : {}),
      ...(random.chance(0.3) ? { endPoint: place() } : {}),
      stepLimit: random.between(2, 6),
      edgeLimit: random.pick([2, 5, 50]),
      ...(random.chance(0.15) ? { minEdgeWeight: 2 } : {}),
      ...(random.chance(0.15) ? { maxEdgeWeight: 2 } : {}),
      excludeEvents: random.chance(0.2) ? [place()] : [],
      pathGroupings: random.chance(0.2) ? ["*i*", "b*"] : [],
      localPathCleaningFilters: random.chance(0.2)
        ? [
            { regex: "^.i", alias: "X", order: 1 },
            { regex: "u", alias: "y", order: 0 },
          ]
        : [],
    },
  };
}

function placeOf(event, filter) {
  const { $current_url, $screen_name } = event.properties;
  let place = event.event;
  if (event.event === "$pageview") place = (textOf($current_url) ?? "").replace(/(.)\/$/, "$1");
  if (event.event === "$screen") place = textOf($screen_name) ?? "";
  const rules = [...filter.localPathCleaningFilters].sort((a, b) => a.order - b.order);
  for (const { regex, alias } of rules) place = place.replace(new RegExp(regex, "g"), alias);
  for (const pattern of filter.pathGroupings) {
    const regex = new RegExp(`^${pattern.replace(/[.+?()|[\]{}^$\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    if (regex.test(place)) return pattern;
  }
  return place;
}

function included(event, types) {
  if (types.length === 0) return true;
  return types.some((type) => (type === "custom_event" ? !event.event.startsWith("$") : event.event === type));
}

// The part of a session that is asked for; undefined when it does not have the start or the end.
function part(session, { startPoint, endPoint, stepLimit }) {
  let path = session;
  if (startPoint) {
    const at = path.findIndex(({ place }) => place === startPoint);
    if (at < 0) return undefined;
    path = path.slice(at);
  }
  if (endPoint) {
    const at = path.findIndex(({ place }) => place === endPoint);
    if (at < 0) return undefined;
    path = path.slice(0, at + 1);
  }
  if (path.length <= stepLimit) return path;
  if (endPoint && !startPoint) return path.slice(-stepLimit);
  if (!endPoint || stepLimit < 3) return path.slice(0, stepLimit);
  const front = Math.floor(stepLimit / 2);
  return [
    ...path.slice(0, front),
    { at: path[front].at, place: "..." },
    ...path.slice(path.length - (stepLimit - 1 - front)),
  ];
}

// [{actor, path}]: the part of each session that is asked for.
function walksOf(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const filter = query.pathsFilter;
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const actors = new Map();
  for (const event of events) {
    if (
      event.at < from ||
      event.at > to ||
      !matches(event, query.properties) ||
      !included(event, filter.includeEventTypes)
    )
      continue;
    const place = placeOf(event, filter);
    if (place === "" || filter.excludeEvents.includes(place)) continue;
    const actor = query.aggregation_group_type_index === undefined ? event.person : event.group;
    if (actor !== "") actors.set(actor, [...(actors.get(actor) ?? []), { at: event.at, place }]);
  }
  const walks = [];
  for (const [actor, steps] of actors) {
    steps.sort((a, b) => a.at - b.at || Buffer.compare(Buffer.from(a.place), Buffer.from(b.place)));
    const sessions = [];
    steps.forEach((step, i) => {
      if (i === 0 || step.at - steps[i - 1].at >= pause) sessions.push([]);
      if (sessions.at(-1).at(-1)?.place !== step.place) sessions.at(-1).push(step);
    });
    for (const session of sessions) walks.push({ actor, path: part(session, filter) ?? [] });
  }
  return walks;
}

// [{source, target, time}]
const edgesOf = (path) =>
  path.slice(1).map(({ at, place }, i) => ({
    source: `${i + 1}_${path[i].place}`,
    target: `${i + 2}_${place}`,
    time: at - path[i].at,
  }));

export function answer(history, events, query) {
  const filter = query.pathsFilter;
  const edges = new Map();
  for (const { path } of walksOf(history, events, query)) {
    for (const { source, target, time } of edgesOf(path)) {
      const name = JSON.stringify([source, target]);
      edges.set(name, [...(edges.get(name) ?? []), time]);
    }
  }
  const compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const shown = [...edges.entries()]
    .map(([name, times]) => {
      const [source, target] = JSON.parse(name);
      return {
        source,
        target,
        value: times.length,
        average_conversion_time: times.reduce((a, b) => a + b, 0) / times.length,
      };
    })
    .filter(({ value }) => value >= (filter.minEdgeWeight ?? 0) && value <= (filter.maxEdgeWeight ?? Infinity))
    .sort((a, b) => b.value - a.value || compare(a.source, b.source) || compare(a.target, b.target))
    .slice(0, filter.edgeLimit);
  // What leads back to a first step over edges that are shown.
  const rooted = (source) =>
    source.startsWith("1_") || shown.some((edge) => edge.target === source && rooted(edge.source));
  return shown.filter(({ source }) => rooted(source));
}

export const seen = (results) => results;

// Who is behind is asked by keys within the question.
export function randomPoint(random, history, events, query) {
  const walks = walksOf(history, events, query).filter(({ path }) => path.length > 0);
  if (walks.length === 0) return {};
  const { path } = random.pick(walks);
  if (path.length < 2 || random.chance(0.3)) return { pathDropoffKey: `${path.length}_${path.at(-1).place}` };
  const { source, target } = random.pick(edgesOf(path));
  return random.pick([{ pathStartKey: source }, { pathEndKey: target }, { pathStartKey: source, pathEndKey: target }]);
}

export const atPoint = (query, point) => ({ ...query, pathsFilter: { ...query.pathsFilter, ...point } });

export function behind(history, events, query, { pathStartKey, pathEndKey, pathDropoffKey }) {
  const there = ({ path }) => {
    if (pathDropoffKey) return path.length > 0 && `${path.length}_${path.at(-1).place}` === pathDropoffKey;
    return edgesOf(path).some(
      ({ source, target }) => source === (pathStartKey ?? source) && target === (pathEndKey ?? target),
    );
  };
  const actors = walksOf(history, events, query).filter(there);
  return { people: new Set(actors.map(({ actor }) => actor)), groups: query.aggregation_group_type_index === 0 };
}
