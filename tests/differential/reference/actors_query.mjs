// ActorsQuery: the people behind a point of every kind that has them, found by counting; and as many as the point says.

import { truthOf } from "../histories.mjs";
import * as correlation from "./correlation.mjs";
import * as funnels from "./funnels.mjs";
import * as lifecycle from "./lifecycle.mjs";
import * as paths from "./paths.mjs";
import * as retention from "./retention.mjs";
import * as stickiness from "./stickiness.mjs";
import * as trends from "./trends.mjs";

export const kind = "ActorsQuery";

const sources = [
  [trends, "InsightActorsQuery"],
  [funnels, "FunnelsActorsQuery"],
  [retention, "InsightActorsQuery"],
  [stickiness, "StickinessActorsQuery"],
  [lifecycle, "InsightActorsQuery"],
  [paths, "InsightActorsQuery"],
  [correlation, "FunnelCorrelationActorsQuery"],
];

export function randomQuery(random, history) {
  const [asked, name] = random.pick(sources);
  const events = truthOf(history);
  const invented = asked.randomQuery(random, history);
  if (asked === trends) {
    delete invented.trendsFilter.formulas;
    delete invented.trendsFilter.smoothingIntervals;
  }
  const source = asked.withPeople ? asked.withPeople(invented) : invented;
  const point = asked.randomPoint(random, history, events, source);
  const inner = asked.atPoint ? { source: asked.atPoint(source, point) } : { source, ...point };
  return { kind, source: { kind: name, ...inner }, select: ["id", "event_count"], limit: 1000 };
}

const askedKind = ({ source }) => sources.find(([one]) => one.kind === source.source.kind)[0];
const pointOf = ({ source: { kind: _, source, ...point } }, asked) => (asked.atPoint ? source.pathsFilter : point);

export function answer(history, events, query) {
  const asked = askedKind(query);
  const { people, counted } = asked.behind(history, events, query.source.source, pointOf(query, asked));
  return { people: [...people].sort(), number: counted ? people.size : undefined };
}

export async function observe(ask, query, { history, truth, people }) {
  const asked = askedKind(query);
  const { source } = query.source;
  const { results } = await ask(query);
  const { groups, counted } = asked.behind(history, truth, source, pointOf(query, asked));
  const number = counted ? asked.numberAt((await ask(source)).results, source, pointOf(query, asked)) : undefined;
  return { people: results.map(([id]) => (groups ? id : people.get(id))).sort(), number };
}
