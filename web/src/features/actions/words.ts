// Actions in words, and their steps while they are being written. Pure.
import { eventName } from "@/features/definitions/names";
import { filterText, isComplete } from "@/features/insights/filters";
import type { Action, Matching, Step } from "./api";

export const emptyStep: Step = {
  event: null,
  selector: null,
  tag_name: null,
  text: null,
  text_matching: null,
  href: null,
  href_matching: null,
  url: null,
  url_matching: null,
  properties: [],
};

export type ActionDraft = Pick<Action, "name" | "description" | "tags" | "steps">;

export const emptyDraft: ActionDraft = {
  name: "",
  description: "",
  tags: [],
  steps: [{ ...emptyStep, event: "$pageview", url_matching: "contains" }],
};

export const draftOf = ({ name, description, tags, steps }: Action): ActionDraft => ({
  name,
  description,
  tags,
  steps,
});

export type Condition = "selector" | "text" | "href" | "url";

export const conditions: ReadonlyArray<{
  field: Condition;
  title: string;
  placeholder: string;
  // Selectors are matched as selectors only.
  otherwise?: Matching;
}> = [
  { field: "url", title: "Page URL", placeholder: "/pricing", otherwise: "contains" },
  { field: "selector", title: "Element", placeholder: "form > button.buy" },
  { field: "text", title: "Text of the element", placeholder: "Buy now", otherwise: "exact" },
  { field: "href", title: "Link target", placeholder: "/signup", otherwise: "exact" },
];

const clicks = ["$autocapture", "$rageclick", "$dead_click"];

// Which conditions an event can meet: only clicks have elements.
export function conditionsOf(step: Step): typeof conditions {
  return conditions.filter(
    ({ field }) => field === "url" || step.event === null || clicks.includes(step.event) || step[field] !== null,
  );
}

const matchWords: Record<Matching, string> = { exact: "is", contains: "contains", regex: "matches" };

export function stepText(step: Step): string {
  const parts: string[] = [];
  const add = (title: string, text: string | null, matching: Matching | null, otherwise: Matching) => {
    if (text) parts.push(`${title} ${matchWords[matching ?? otherwise]} “${text}”`);
  };
  if (step.selector) parts.push(`on ${step.selector}`);
  if (step.tag_name) parts.push(`on <${step.tag_name}>`);
  add("text", step.text, step.text_matching, "exact");
  add("link", step.href, step.href_matching, "exact");
  add("URL", step.url, step.url_matching, "contains");
  for (const filter of step.properties) if (isComplete(filter)) parts.push(filterText(filter));
  const event = step.event === null ? "Any event" : eventName(step.event);
  return parts.length === 0 ? event : `${event}, ${parts.join(", ")}`;
}

export function stepsText(steps: readonly Step[]): string {
  return steps.length === 0 ? "Nothing yet" : steps.map(stepText).join(" or ");
}

// As the server is asked and told: "" says nothing, filters without a value are left out.
export function finished(step: Step): Step {
  const text = (value: string | null) => (value?.trim() ? value : null);
  return {
    ...step,
    selector: text(step.selector),
    tag_name: text(step.tag_name),
    text: text(step.text),
    href: text(step.href),
    url: text(step.url),
    properties: step.properties.filter(isComplete),
  };
}

// A step that asks nothing would fit every event there is.
export const asksNothing = (step: Step): boolean => stepText(finished(step)) === "Any event";
