// What people write about an event or a property: its meaning, tags, whether it can be relied on, whether it is listed.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartLine, Rows3 } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { membersQuery } from "@/features/accounts/settings/api";
import { Button, buttonClass } from "@/ui/button";
import { CopyIcon } from "@/ui/copy";
import { controlClass, Field, NativeSelect, TextInput } from "@/ui/field";
import { Rows, SwitchRow } from "@/ui/settings";
import { SidePanel } from "@/ui/side-panel";
import { toast } from "@/ui/toast";
import {
  changeDefinition,
  type DefinitionChanges,
  type DefinitionList,
  type EventDefinition,
  type Owner,
  type PropertyDefinition,
  type PropertyKind,
  type PropertyOwner,
  propertyDefinitionsQuery,
  propertyValuesQuery,
} from "./api";
import { propertyName } from "./names";

type Definition = EventDefinition & PropertyDefinition;

interface DefinitionPanelProps {
  list: DefinitionList;
  // Whose property it is.
  of?: PropertyOwner;
  definition: EventDefinition | PropertyDefinition | undefined;
  title: (definition: EventDefinition | PropertyDefinition) => string;
  onClose: () => void;
}

const kinds: readonly PropertyKind[] = ["String", "Numeric", "Boolean", "DateTime", "Duration"];

export function DefinitionPanel({ list, of = "event", definition, title, onClose }: DefinitionPanelProps) {
  return (
    <SidePanel
      open={definition !== undefined}
      onClose={onClose}
      title={definition ? <bdi>{title(definition)}</bdi> : ""}
      about={
        definition && (
          <span className="flex items-center gap-1">
            <code className="font-mono text-xs break-all">{definition.name}</code>
            <CopyIcon text={definition.name} label="Copy the name" />
          </span>
        )
      }
    >
      {definition && <DefinitionForm key={definition.id} list={list} of={of} definition={definition as Definition} />}
    </SidePanel>
  );
}

interface DefinitionFormProps {
  list: DefinitionList;
  of: PropertyOwner;
  definition: Definition;
}

function DefinitionForm({ list, of, definition }: DefinitionFormProps) {
  const project = useProject();
  const client = useQueryClient();
  const [description, setDescription] = useState(definition.description ?? "");
  const [tags, setTags] = useState((definition.tags ?? []).join(", "));
  const isEvent = list === "event_definitions";

  const change = async (changes: DefinitionChanges<Definition>, undo?: DefinitionChanges<Definition>) => {
    try {
      await changeDefinition<Definition>(project.id, list, definition.id, changes);
      if (undo) toast("Saved", { action: { label: "Undo", run: () => void change(undo) } });
    } catch (error) {
      toast(`This was not saved. ${errorText(error)}`, { kind: "failed" });
    }
    client.invalidateQueries({
      queryKey: ["project", project.id, isEvent ? "event-definitions" : "property-definitions"],
    });
  };
  const saveWords = () => {
    const list = tags
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== "");
    change({ description, tags: list }, { description: definition.description ?? "", tags: definition.tags ?? [] });
  };
  const params = { projectId: String(project.id) };

  return (
    <div className="flex flex-col gap-5 px-5 py-4">
      {isEvent && (
        <div className="flex flex-wrap gap-2">
          <Link
            to="/project/$projectId/insights/new"
            params={params}
            search={{
              q: {
                kind: "TrendsQuery",
                series: [{ kind: "EventsNode", event: definition.name, name: definition.name, math: "total" }],
                interval: "day",
                dateRange: { date_from: "-30d" },
                trendsFilter: { display: "ActionsLineGraph" },
              },
            }}
            className={buttonClass()}
          >
            <ChartLine size={16} aria-hidden /> Trend
          </Link>
          <Link
            to="/project/$projectId/events"
            params={params}
            search={{ event: definition.name }}
            className={buttonClass()}
          >
            <Rows3 size={16} aria-hidden /> Events
          </Link>
        </div>
      )}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          saveWords();
        }}
      >
        <Field label="What it means">
          {(ids) => (
            <textarea
              {...ids}
              rows={4}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
              placeholder={isEvent ? "Sent when somebody …" : "Holds …"}
              className={`${controlClass} h-auto w-full py-2`}
            />
          )}
        </Field>
        <Field label="Tags" help="Separated by commas.">
          {(ids) => <TextInput {...ids} value={tags} onChange={(event) => setTags(event.target.value)} />}
        </Field>
        {!isEvent && (
          <Field label="Type" help="What its values are read as.">
            {(ids) => (
              <NativeSelect
                {...ids}
                value={definition.property_type ?? ""}
                onChange={(event) =>
                  change(
                    { property_type: (event.target.value || null) as PropertyKind | null },
                    { property_type: definition.property_type ?? null },
                  )
                }
              >
                <option value="">Not known</option>
                {kinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {kind}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        )}
        {isEvent && (
          <OwnerField
            owner={definition.owner}
            onChange={(owner) => change({ owner }, { owner: definition.owner?.id ?? null })}
          />
        )}
        <Button
          type="submit"
          weight="primary"
          className="self-start"
          disabled={description === (definition.description ?? "") && tags === (definition.tags ?? []).join(", ")}
        >
          Save
        </Button>
      </form>
      <Rows>
        <SwitchRow
          title="Verified"
          about="Somebody has checked that it means what it says."
          on={definition.verified ?? false}
          onChange={(verified) => change({ verified }, { verified: !verified })}
        />
        <SwitchRow
          title="Hidden"
          about="Left out of pickers; it is stored all the same."
          on={definition.hidden ?? false}
          onChange={(hidden) => change({ hidden }, { hidden: !hidden })}
        />
      </Rows>
      {isEvent ? <ItsProperties event={definition.name} /> : <ItsValues of={of} name={definition.name} />}
    </div>
  );
}

// Who is asked when the event is not understood.
function OwnerField({ owner, onChange }: { owner: Owner | null; onChange: (owner: number | null) => void }) {
  const { organization } = useProject();
  const members = useQuery(membersQuery(organization)).data ?? [];
  const known = members.some(({ user }) => user.id === owner?.id);
  return (
    <Field label="Owner" help="Who is asked about it.">
      {(ids) => (
        <NativeSelect
          {...ids}
          value={owner?.id ?? ""}
          onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
        >
          <option value="">Nobody</option>
          {owner && !known && <option value={owner.id}>{owner.first_name || owner.email}</option>}
          {members.map(({ user }) => (
            <option key={user.uuid} value={user.id}>
              {user.first_name || user.email}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
}

const shownProperties = 60;

function ItsProperties({ event }: { event: string }) {
  const project = useProject();
  const list = useQuery(
    propertyDefinitionsQuery(project.id, { of: "event", withEvent: event, limit: shownProperties }),
  );
  const own = (name: string) => Number(name.startsWith("$"));
  const properties = [...(list.data?.results ?? [])].sort((a, b) => own(a.name) - own(b.name));
  if (properties.length === 0) return null;
  return (
    <section>
      <h3 className="pb-2 text-sm font-semibold">Properties it comes with</h3>
      <ul className="flex flex-wrap gap-1.5">
        {properties.map((property) => (
          <li key={property.id} className="min-w-0">
            <Link
              to="/project/$projectId/data"
              params={{ projectId: String(project.id) }}
              search={{ tab: "event", search: property.name, open: property.id }}
              className="flex h-6 max-w-64 items-center gap-1.5 rounded-md border border-line px-2 text-xs hover:border-line-strong hover:bg-hover"
              title={property.name}
            >
              <bdi className="truncate">{propertyName(property.name)}</bdi>
              <span className="text-ink-3">{property.property_type}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

const shownValues = 12;

// What it holds in the data, the most frequent first.
function ItsValues({ of, name }: { of: PropertyOwner; name: string }) {
  const project = useProject();
  const values = useQuery(propertyValuesQuery(project.id, of, name, "")).data ?? [];
  if (values.length === 0) return null;
  return (
    <section>
      <h3 className="pb-2 text-sm font-semibold">Values it has</h3>
      <ul className="divide-y divide-line rounded-lg border border-line text-sm">
        {values.slice(0, shownValues).map((value) => (
          <li key={value} className="flex h-8 items-center gap-2 px-3">
            <bdi className="min-w-0 flex-1 truncate" title={value}>
              {value}
            </bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
