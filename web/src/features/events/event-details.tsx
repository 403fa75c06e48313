// What is inside an event: properties, the clicked element and its ancestors, raw JSON.
import { Link } from "@tanstack/react-router";
import { ExternalLink, Link2 } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { buttonClass } from "@/ui/button";
import { CopyIcon } from "@/ui/copy";
import { exactTime } from "@/ui/dates";
import { JsonView } from "@/ui/json-view";
import { PropertiesTable } from "@/ui/properties-table";
import { TabPanel, Tabs } from "@/ui/tabs";
import { useZone } from "@/ui/time";
import type { EventElement, StoredEvent } from "./api";
import { PersonLink } from "./person-link";

type Tab = "properties" | "elements" | "json";

// The event as the API gives it, without what it does not have.
function rawEvent(event: StoredEvent): Record<string, unknown> {
  const { elements, elements_chain, person, ...rest } = event;
  return {
    ...rest,
    ...(person ? { person } : {}),
    ...(elements_chain ? { elements_chain } : {}),
    ...(elements.length > 0 ? { elements } : {}),
  };
}

export function EventDetails({ event, linked = true }: { event: StoredEvent; linked?: boolean }) {
  const [tab, setTab] = useState<Tab>("properties");
  const project = useProject();
  const zone = useZone();
  const tabs = [
    { value: "properties" as const, title: "Properties", count: Object.keys(event.properties).length },
    ...(event.elements.length > 0
      ? [{ value: "elements" as const, title: "Elements", count: event.elements.length }]
      : []),
    { value: "json" as const, title: "Raw JSON" },
  ];
  return (
    <div className="min-w-0">
      <dl className="mb-2 flex flex-wrap gap-x-6 gap-y-1.5 text-xs text-ink-3">
        <Fact title="Event">
          <code dir="ltr" className="font-mono [overflow-wrap:anywhere] text-ink">
            {event.event}
          </code>
          <CopyIcon text={event.event} label="Copy event name" />
        </Fact>
        <Fact title="Person">
          <PersonLink event={event} />
        </Fact>
        <Fact title="Distinct id">
          <code dir="ltr" className="font-mono [overflow-wrap:anywhere] text-ink">
            {event.distinct_id}
          </code>
          <CopyIcon text={event.distinct_id} label="Copy distinct id" />
        </Fact>
        <Fact title="When">
          <span className="tabular text-ink">{exactTime(new Date(event.timestamp), zone)}</span>
        </Fact>
      </dl>
      <div className="relative">
        {linked && (
          <Link
            to="/project/$projectId/events/$uuid"
            params={{ projectId: String(project.id), uuid: event.uuid }}
            className={`${buttonClass("quiet", true)} absolute top-0.5 right-0 z-10`}
          >
            <Link2 size={14} aria-hidden /> Open page
          </Link>
        )}
        <Tabs label="Event" small tabs={tabs} value={tab} onChange={setTab}>
          <TabPanel value="properties">
            <PropertiesTable properties={event.properties} of="event" />
          </TabPanel>
          <TabPanel value="elements">
            <Elements elements={event.elements} />
          </TabPanel>
          <TabPanel value="json">
            <JsonView value={rawEvent(event)} />
          </TabPanel>
        </Tabs>
      </div>
    </div>
  );
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 items-center gap-1.5">
      <dt className="shrink-0">{title}</dt>
      <dd className="flex min-w-0 items-center gap-0.5">{children}</dd>
    </div>
  );
}

// Outermost first, indented like the page's markup; the target is the last and marked.
function Elements({ elements }: { elements: readonly EventElement[] }) {
  const outerFirst = [...elements].reverse();
  return (
    <ol dir="ltr" className="overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5">
      {outerFirst.map((element, depth) => {
        const target = depth === outerFirst.length - 1;
        return (
          <li
            key={`${element.order ?? depth}-${element.tag_name}`}
            style={{ paddingInlineStart: Math.min(depth, 16) * 12 }}
            className={target ? "text-ink" : "text-ink-3"}
          >
            {`<${element.tag_name ?? "?"}`}
            {element.attr_id && <span className="text-info">{` id="${element.attr_id}"`}</span>}
            {element.attr_class && element.attr_class.length > 0 && (
              <span className="text-warn">{` class="${element.attr_class.join(" ")}"`}</span>
            )}
            {element.href && <span>{` href="${element.href}"`}</span>}
            {">"}
            {element.text && <span className="text-good">{element.text}</span>}
            {target && (
              <span className="ml-2 inline-flex items-center gap-1 font-sans text-accent-ink">
                <ExternalLink size={12} aria-hidden /> the element itself
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
