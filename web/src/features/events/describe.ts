// Events in a person's words: "$autocapture" on a button is 'Clicked "Save"'. Pure.
import type { EventElement, StoredEvent } from "./api";

export const knownEvents: Readonly<Record<string, string>> = {
  $pageview: "Page view",
  $pageleave: "Page leave",
  $autocapture: "Autocapture",
  $screen: "Screen view",
  $identify: "Identify",
  $create_alias: "Alias",
  $merge_dangerously: "Merge people",
  $groupidentify: "Group update",
  $set: "Set person properties",
  $feature_flag_called: "Feature flag called",
  $rageclick: "Rage click",
  $dead_click: "Dead click",
  $copy_autocapture: "Clipboard copy",
  $web_vitals: "Web vitals",
  $exception: "Exception",
  $opt_in: "Opt in",
  $$heatmap: "Heatmap data",
  "survey shown": "Survey shown",
  "survey sent": "Survey sent",
  "survey dismissed": "Survey dismissed",
  $ai_generation: "AI generation",
  $ai_trace: "AI trace",
  $ai_span: "AI span",
};

const verbs: Readonly<Record<string, string>> = { click: "Clicked", change: "Changed", submit: "Submitted" };

const tags: Readonly<Record<string, string>> = {
  a: "link",
  button: "button",
  form: "form",
  input: "input",
  select: "select",
  textarea: "text field",
  label: "label",
  img: "image",
};

const words = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value.trim() : undefined);

function autocaptureTitle(event: StoredEvent): string {
  const element: EventElement | undefined = event.elements[0];
  const verb = verbs[String(event.properties.$event_type ?? "click")] ?? "Interacted with";
  const tag = element?.tag_name ?? undefined;
  const what = tag ? (tags[tag] ?? tag) : "element";
  const label = words(event.properties.$el_text) ?? words(element?.text);
  return label ? `${verb} ${what} “${label.slice(0, 80)}”` : `${verb} ${what}`;
}

// What to call an event in a list.
export function eventTitle(event: StoredEvent): string {
  if (event.event === "$autocapture") return autocaptureTitle(event);
  return knownEvents[event.event] ?? event.event;
}

function pathOf(url: string): string {
  try {
    const parsed = new URL(url);
    return parsed.host + (parsed.pathname === "/" && parsed.search === "" ? "" : parsed.pathname + parsed.search);
  } catch {
    return url;
  }
}

// Where it happened, or what it was about: one line beside the title. Empty when there is nothing to say.
export function eventDetail(event: StoredEvent): string {
  const { properties } = event;
  if (event.event === "$exception") {
    const first = Array.isArray(properties.$exception_list) ? properties.$exception_list[0] : undefined;
    const kind = words(first?.type) ?? words(properties.$exception_type);
    const message = words(first?.value) ?? words(properties.$exception_message);
    return [kind, message].filter(Boolean).join(": ");
  }
  if (event.event === "$feature_flag_called") {
    const flag = words(properties.$feature_flag);
    if (flag) return `${flag} = ${String(properties.$feature_flag_response ?? "none")}`;
  }
  if (event.event === "$groupidentify") {
    const type = words(properties.$group_type);
    if (type) return `${type}: ${String(properties.$group_key ?? "")}`;
  }
  const url = words(properties.$current_url);
  if (url) return pathOf(url);
  return words(properties.$screen_name) ?? words(properties.$lib) ?? "";
}

// Whether the words a person typed occur in the event: in name, id, detail or any property's text.
export function eventMatches(event: StoredEvent, text: string): boolean {
  const wanted = text.toLowerCase();
  return (
    event.event.toLowerCase().includes(wanted) ||
    event.distinct_id.toLowerCase().includes(wanted) ||
    eventTitle(event).toLowerCase().includes(wanted) ||
    JSON.stringify(event.properties).toLowerCase().includes(wanted)
  );
}
