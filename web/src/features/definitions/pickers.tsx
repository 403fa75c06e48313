// Choosing an event or a property among those that occur in the project's data.
import { useQuery } from "@tanstack/react-query";
import { CaseSensitive, Clock, Hash, MousePointerClick, ToggleLeft, UserRoundSearch } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useProject } from "@/features/accounts/api";
import { actionsQuery } from "@/features/actions/api";
import { cohortsQuery } from "@/features/cohorts/api";
import { EventIcon } from "@/features/events/event-icon";
import { type GroupType, groupTypesQuery } from "@/features/groups/api";
import { typeTitle } from "@/features/groups/words";
import { useKnownKinds } from "@/query/known-kinds";
import type { FilterType } from "@/query/types";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Picker, type PickerOption } from "@/ui/picker";
import { Time } from "@/ui/time";
import {
  type EventDefinition,
  eventDefinitionsQuery,
  type PropertyDefinition,
  propertyDefinitionsQuery,
  propertyValuesQuery,
} from "./api";
import { eventName, propertyName } from "./names";
import { useEventVolumes } from "./volumes";

interface EventPickerProps {
  trigger: ReactNode;
  chosen?: string | null;
  onPick: (event: string | null) => void;
  // Every event can be asked about as well.
  all?: boolean;
  // Where an action will do as well as an event.
  onPickAction?: (action: { id: number; name: string }) => void;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

const everything = " every event";
const actionMark = " action ";

export function EventPicker(props: EventPickerProps) {
  const { trigger, chosen, onPick, all = true, onPickAction, open, onOpenChange } = props;
  const project = useProject();
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState(false);
  const list = useQuery({ ...eventDefinitionsQuery(project.id, search), enabled: open ?? opened });
  const volumes = useEventVolumes(open ?? opened);
  const actions = useQuery({ ...actionsQuery(project.id, search), enabled: (open ?? opened) && Boolean(onPickAction) });
  const volumeText = (name: string) => {
    const volume = volumes.get(name);
    return volume === undefined ? undefined : compactNumber(volume);
  };
  const options: PickerOption[] = (list.data?.results ?? [])
    .filter((event) => !event.hidden)
    .sort((a, b) => (volumes.get(b.name) ?? 0) - (volumes.get(a.name) ?? 0))
    .map((event) => ({
      value: event.name,
      title: eventName(event.name),
      code: event.name,
      icon: <EventIcon name={event.name} />,
      hint: volumeText(event.name),
      group: event.name.startsWith("$") ? "From SDKs" : "Your events",
    }))
    .sort((a, b) => Number(a.value.startsWith("$")) - Number(b.value.startsWith("$")));
  for (const action of onPickAction ? (actions.data?.results ?? []) : []) {
    options.push({
      value: `${actionMark}${action.id}`,
      title: action.name,
      icon: <MousePointerClick size={14} className="shrink-0 text-accent-ink" aria-hidden />,
      group: "Actions",
    });
  }
  if (all) options.push({ value: everything, title: "All events", icon: <EventIcon name="" />, group: "Any" });
  return (
    <Picker
      trigger={trigger}
      label={onPickAction ? "Search events and actions" : "Search events"}
      wide
      options={options}
      chosen={chosen === null ? everything : chosen}
      loading={list.isPending}
      failed={list.isError}
      onSearch={setSearch}
      about={(value) => {
        const event = list.data?.results.find(({ name }) => name === value);
        return event && <EventAbout event={event} volume={volumes.get(value)} />;
      }}
      typed={(text) => `The event “${text}”`}
      onPick={(value) => {
        const action = actions.data?.results.find(({ id }) => value === `${actionMark}${id}`);
        if (action && onPickAction) onPickAction(action);
        else onPick(value === everything ? null : value);
      }}
      open={open}
      onOpenChange={(next) => {
        setOpened(next);
        onOpenChange?.(next);
      }}
    />
  );
}

function EventAbout({ event, volume }: { event: EventDefinition; volume: number | undefined }) {
  return (
    <>
      <p className="truncate font-mono text-2xs text-ink-3">{event.name}</p>
      {event.description && <p className="line-clamp-2">{event.description}</p>}
      <p className="tabular">
        {volume === undefined ? "None in the last 30 days" : `${exactNumber(volume)} in the last 30 days`}
        {event.last_seen_at && (
          <>
            {" · last seen "}
            <Time at={event.last_seen_at} />
          </>
        )}
      </p>
    </>
  );
}

const kindWords: Readonly<Record<string, string>> = {
  String: "text",
  Numeric: "number",
  Boolean: "true or false",
  DateTime: "time",
  Duration: "seconds",
};

function PropertyAbout({ property, description }: { property: PickedProperty; description: string }) {
  const project = useProject();
  const { type, key, group_type_index: group } = property;
  const values = useQuery(propertyValuesQuery(project.id, type, key, "", group)).data ?? [];
  return (
    <>
      <p className="flex gap-2 font-mono text-2xs text-ink-3">
        <span className="min-w-0 truncate">{key}</span>
        {property.kind && <span className="shrink-0">{kindWords[property.kind] ?? property.kind}</span>}
      </p>
      {description && <p className="line-clamp-2">{description}</p>}
      {values.length > 0 && (
        <p className="truncate">
          For example <bdi>{values.slice(0, 4).join(", ")}</bdi>
        </p>
      )}
    </>
  );
}

export interface PickedProperty {
  type: FilterType;
  key: string;
  group_type_index?: number;
  kind?: string | null;
  // Of a cohort: its number.
  value?: number;
}

interface PropertyPickerProps {
  trigger: ReactNode;
  chosen?: string;
  // Only properties of events and sessions that hold numbers.
  numeric?: boolean;
  // Only properties of people, or of the groups of one type.
  of?: "person" | GroupType;
  // Cohorts as well.
  cohorts?: boolean;
  onPick: (property: PickedProperty) => void;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

function KindIcon({ kind }: { kind?: string | null }) {
  const Icon =
    kind === "Numeric" || kind === "Duration"
      ? Hash
      : kind === "Boolean"
        ? ToggleLeft
        : kind === "DateTime"
          ? Clock
          : CaseSensitive;
  return <Icon size={14} className="shrink-0 text-ink-3" aria-hidden />;
}

export function PropertyPicker(props: PropertyPickerProps) {
  const { trigger, chosen, numeric, of, cohorts, onPick, open, onOpenChange } = props;
  const project = useProject();
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState(false);
  const enabled = open ?? opened;
  const ofGroup = typeof of === "object" ? of : undefined;
  const events = useQuery({
    ...propertyDefinitionsQuery(project.id, { of: "event", search, numeric }),
    enabled: enabled && !of,
  });
  const people = useQuery({
    ...propertyDefinitionsQuery(project.id, { of: "person", search }),
    enabled: enabled && !numeric && !ofGroup,
  });
  const groupTypes = useQuery({ ...groupTypesQuery(project.id), enabled: enabled && !numeric && !of }).data ?? [];
  const sessions = useQuery({
    ...propertyDefinitionsQuery(project.id, { of: "session", search, numeric }),
    enabled: enabled && !of,
  });
  const firstType = ofGroup ?? groupTypes[0];
  const groups = useQuery({
    ...propertyDefinitionsQuery(project.id, { of: "group", groupTypeIndex: firstType?.group_type_index, search }),
    enabled: enabled && !numeric && firstType !== undefined,
  });

  const knows = useKnownKinds();
  const sets = useQuery({ ...cohortsQuery(project.id, search), enabled: enabled && cohorts && knows("Cohort") });

  const found = new Map<string, PickedProperty>();
  const descriptions = new Map<string, string>();
  const options: PickerOption[] = [];
  const add = (type: FilterType, list: PropertyDefinition[], group: string, index?: number) => {
    const own = (name: string) => Number(name.startsWith("$"));
    for (const property of [...list].sort((a, b) => own(a.name) - own(b.name))) {
      if (property.hidden) continue;
      const value = `${type}${index ?? ""}/${property.name}`;
      found.set(value, { type, key: property.name, group_type_index: index, kind: property.property_type });
      descriptions.set(value, property.description);
      options.push({
        value,
        title: propertyName(property.name),
        code: property.name,
        icon: <KindIcon kind={property.property_type} />,
        group,
      });
    }
  };
  if (!of) add("event", events.data?.results ?? [], "Of the event");
  if (!numeric && !ofGroup) add("person", people.data?.results ?? [], "Of the person");
  if (!of) add("session", sessions.data?.results ?? [], "Of the session");
  if (firstType && of !== "person" && !numeric)
    add("group", groups.data?.results ?? [], `Of the ${firstType.group_type}`, firstType.group_type_index);
  for (const type of of || numeric ? [] : groupTypes.slice(1)) {
    const value = `group${type.group_type_index}/name`;
    found.set(value, { type: "group", key: "name", group_type_index: type.group_type_index });
    options.push({ value, title: "Name", icon: <KindIcon />, group: typeTitle(type) });
  }

  for (const cohort of cohorts ? (sets.data?.results ?? []) : []) {
    const value = `cohort/${cohort.id}`;
    found.set(value, { type: "cohort", key: "id", value: cohort.id });
    options.push({
      value,
      title: cohort.name,
      icon: <UserRoundSearch size={14} className="shrink-0 text-ink-3" aria-hidden />,
      group: "In a cohort",
    });
  }

  const listed = ofGroup ? groups : of ? people : events;
  const typed: Omit<PickedProperty, "key"> = ofGroup
    ? { type: "group", group_type_index: ofGroup.group_type_index }
    : { type: of ? "person" : "event" };
  return (
    <Picker
      trigger={trigger}
      label="Search properties"
      wide
      options={options}
      chosen={chosen}
      loading={listed.isPending}
      failed={listed.isError}
      onSearch={setSearch}
      about={(value) => {
        const property = found.get(value);
        if (!property || property.type === "cohort") return null;
        return <PropertyAbout property={property} description={descriptions.get(value) ?? ""} />;
      }}
      typed={(text) => `The property “${text}” of the ${ofGroup?.group_type ?? (of ? "person" : "event")}`}
      onPick={(value) => onPick(found.get(value) ?? { ...typed, key: value })}
      open={open}
      onOpenChange={(next) => {
        setOpened(next);
        onOpenChange?.(next);
      }}
    />
  );
}
