// What people write about an event or a property: its meaning, tags, whether it can be relied on, whether it is listed.
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartLine, Rows3 } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Button, buttonClass } from "@/ui/button";
import { CopyIcon } from "@/ui/copy";
import { controlClass, Field, NativeSelect, TextInput } from "@/ui/field";
import { Rows, SwitchRow } from "@/ui/settings";
import { SidePanel } from "@/ui/side-panel";
import { toast } from "@/ui/toast";
import {
  changeDefinition,
  type DefinitionList,
  type EventDefinition,
  type PropertyDefinition,
  type PropertyKind,
} from "./api";

type Definition = EventDefinition & PropertyDefinition;

interface DefinitionPanelProps {
  list: DefinitionList;
  definition: EventDefinition | PropertyDefinition | undefined;
  title: (definition: EventDefinition | PropertyDefinition) => string;
  onClose: () => void;
}

const kinds: readonly PropertyKind[] = ["String", "Numeric", "Boolean", "DateTime", "Duration"];

export function DefinitionPanel({ list, definition, title, onClose }: DefinitionPanelProps) {
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
      {definition && <DefinitionForm key={definition.id} list={list} definition={definition as Definition} />}
    </SidePanel>
  );
}

function DefinitionForm({ list, definition }: { list: DefinitionList; definition: Definition }) {
  const project = useProject();
  const client = useQueryClient();
  const [description, setDescription] = useState(definition.description ?? "");
  const [tags, setTags] = useState((definition.tags ?? []).join(", "));
  const isEvent = list === "event_definitions";

  const change = async (changes: Partial<Definition>, undo?: Partial<Definition>) => {
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
    </div>
  );
}
