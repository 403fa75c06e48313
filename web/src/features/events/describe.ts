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

// The path tells pages of a product apart and the host rarely does: the path comes first, so that a narrow column cuts
// the host.
function addressOf(url: string): EventDetail {
  try {
    const { host, pathname, search } = new URL(url);
    return host === "" ? { main: url } : { main: pathname + search, aside: host };
  } catch {
    return { main: url };
  }
}

export interface EventDetail {
  main: string;
  // Less telling; may be cut off.
  aside?: string;
}

// Where it happened, or what it was about: one line beside the title. Empty when there is nothing to say.
export function eventDetail(event: StoredEvent): EventDetail {
  const url = words(event.properties.$current_url);
  const subject = subjectOf(event);
  if (subject !== undefined || !url) return { main: subject ?? fallbackDetail(event) };
  return addressOf(url);
}

// The same as text.
export function eventDetailText(event: StoredEvent): string {
  const { main, aside } = eventDetail(event);
  return aside ? `${main} ${aside}` : main;
}

function fallbackDetail({ properties }: StoredEvent): string {
  return words(properties.$screen_name) ?? words(properties.$lib) ?? "";
}

// What events of some kinds are about, whatever page they came from.
function subjectOf(event: StoredEvent): string | undefined {
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
  return undefined;
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
