// What a series, a step or an exclusion is about: events of a name, all events, or those of an action.
import { actions, eventNames } from "../histories.mjs";
import { matches } from "./filters.mjs";

// The number that the server gave an action stands in its place when the question is asked.
const anAction = (random) => ({ $action: random.between(0, actions.length - 1) });

// Fields of a node; all events with the probability given.
export function randomNode(random, everything) {
  if (random.chance(0.1)) return { kind: "ActionsNode", id: anAction(random) };
  return { kind: "EventsNode", event: random.chance(everything) ? null : random.pick(eventNames) };
}

// The same as retention names it.
export function randomEntity(random) {
  if (random.chance(0.1)) return { id: anAction(random), type: "actions" };
  return { id: random.pick(eventNames), type: "events" };
}

const meets = (event, { event: name, properties }) =>
  (name === undefined || event.event === name) && matches(event, properties);

// Whether it is one, whatever the node's own filters say.
export function isOf(event, node) {
  if (node.id?.$action !== undefined) return actions[node.id.$action].steps.some((step) => meets(event, step));
  const name = "event" in node ? node.event : node.id;
  return name === null || event.event === name;
}

export const matching = (events, node) =>
  events.filter((event) => isOf(event, node) && matches(event, node.properties));
