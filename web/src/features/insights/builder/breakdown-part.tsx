// What the numbers are split by: up to three properties, or some cohorts; how many values, and what becomes of the rest.
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Settings2, Split, X } from "lucide-react";
import type { ReactNode } from "react";
import { useProject } from "@/features/accounts/api";
import { cohortsQuery } from "@/features/cohorts/api";
import { propertyName } from "@/features/definitions/names";
import { type PickedProperty, PropertyPicker } from "@/features/definitions/pickers";
import type { BreakdownField, BreakdownFilter } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { NativeSelect } from "@/ui/field";
import { PopoverPanel } from "@/ui/popover-panel";
import { breakdownFields, isCohorts, mostBreakdowns, withFields } from "../breakdowns";
import { Check, Line, small } from "./lines";
import { Part } from "./section";

interface BreakdownPartProps {
  breakdown: BreakdownFilter | undefined;
  onChange: (breakdown: BreakdownFilter | undefined) => void;
  // Where people in cohorts cannot be told apart.
  withoutCohorts?: boolean;
}

const limits = [5, 10, 25, 50, 100];
const bins = [5, 10, 20, 50];

export function BreakdownPart({ breakdown, onChange, withoutCohorts }: BreakdownPartProps) {
  const fields = breakdownFields(breakdown);
  const cohorts = isCohorts(fields);
  const set = (next: BreakdownField[]) => onChange(withFields(breakdown, next));
  const change = (index: number, next: BreakdownField) =>
    set(fields.map((each, place) => (place === index ? next : each)));
  const picker = (index: number, trigger: ReactNode) => (
    <PropertyPicker
      cohorts={!withoutCohorts}
      onPick={(picked) => {
        const next = fieldOf(picked);
        const fits = fields.filter((each) => isCohorts([each]) === isCohorts([next]));
        // Cohorts and properties do not mix: the other sort goes.
        set(
          fits.length < fields.length
            ? [next]
            : index < fields.length
              ? replaced(fields, index, next)
              : [...fields, next],
        );
      }}
      trigger={trigger}
    />
  );
  const room = cohorts ? fields.length < 20 : fields.length < mostBreakdowns;
  return (
    <Part
      title="Split by"
      action={fields.length > 0 && !cohorts && <Limit breakdown={breakdown} onChange={onChange} />}
    >
      <div className="flex flex-col gap-1.5">
        {fields.map((field, index) => (
          <div
            key={`${field.type}/${field.property}`}
            className="flex items-center gap-1 rounded-md border border-line bg-canvas p-1.5"
          >
            {picker(
              index,
              <button
                type="button"
                className="flex h-7 min-w-0 flex-1 items-center gap-1 rounded-sm px-1.5 text-left text-sm hover:bg-hover"
                title={String(field.property)}
              >
                <FieldName field={field} />
                <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
              </button>,
            )}
            {!cohorts && <FieldOptions field={field} onChange={(next) => change(index, next)} />}
            <IconButton
              small
              icon={X}
              label={fields.length > 1 ? `Do not split by ${propertyName(String(field.property))}` : "Do not split"}
              onClick={() => set(fields.filter((_, place) => place !== index))}
            />
          </div>
        ))}
        {room &&
          picker(
            fields.length,
            <Button small weight="quiet" icon={Split} className="self-start text-ink-2">
              {fields.length === 0 ? "Property" : cohorts ? "Another cohort" : "And by"}
            </Button>,
          )}
      </div>
    </Part>
  );
}

const fieldOf = (picked: PickedProperty): BreakdownField =>
  picked.type === "cohort"
    ? { type: "cohort", property: picked.value ?? 0 }
    : { type: picked.type, property: picked.key, group_type_index: picked.group_type_index };

const replaced = (fields: BreakdownField[], index: number, next: BreakdownField) =>
  fields.map((each, place) => (place === index ? next : each));

function FieldName({ field }: { field: BreakdownField }) {
  const project = useProject();
  const cohorts = useQuery({ ...cohortsQuery(project.id, ""), enabled: field.type === "cohort" }).data?.results;
  const cohort = cohorts?.find(({ id }) => id === Number(field.property));
  const owner = { person: "person’s", group: "group’s", session: "session’s", cohort: "cohort" }[field.type ?? ""];
  return (
    <>
      {owner && <span className="shrink-0 text-ink-3">{owner}</span>}
      <bdi className="truncate font-medium">
        {field.type === "cohort"
          ? field.property === "all"
            ? "Everyone"
            : (cohort?.name ?? field.property)
          : propertyName(String(field.property))}
      </bdi>
    </>
  );
}

function Limit({ breakdown, onChange }: Pick<BreakdownPartProps, "breakdown" | "onChange">) {
  const limit = breakdown?.breakdown_limit ?? 25;
  return (
    <span className="flex items-center gap-2">
      <NativeSelect
        aria-label="How many values"
        value={limit}
        onChange={(event) => onChange({ ...breakdown, breakdown_limit: Number(event.target.value) })}
        className={small}
      >
        {[...new Set([...limits, limit])]
          .sort((a, b) => a - b)
          .map((each) => (
            <option key={each} value={each}>
              top {each}
            </option>
          ))}
      </NativeSelect>
      <Check
        title="rest"
        about="Everything else as one more series"
        on={!breakdown?.breakdown_hide_other_aggregation}
        onChange={(on) => onChange({ ...breakdown, breakdown_hide_other_aggregation: on ? undefined : true })}
      />
    </span>
  );
}

function FieldOptions({ field, onChange }: { field: BreakdownField; onChange: (field: BreakdownField) => void }) {
  const some = Boolean(field.histogram_bin_count || field.normalize_url);
  return (
    <PopoverPanel
      label={`How ${propertyName(String(field.property))} is split`}
      align="end"
      className="w-72 p-3"
      trigger={
        <IconButton
          small
          icon={Settings2}
          label={`How ${propertyName(String(field.property))} is split`}
          className={some ? "text-accent-ink" : ""}
        />
      }
    >
      <Line label="Numbers in ranges">
        <NativeSelect
          value={field.histogram_bin_count ?? 0}
          onChange={(event) => onChange({ ...field, histogram_bin_count: Number(event.target.value) || undefined })}
          className={small}
        >
          <option value={0}>each number for itself</option>
          {bins.map((count) => (
            <option key={count} value={count}>
              {count} ranges
            </option>
          ))}
        </NativeSelect>
      </Line>
      <Check
        title="Addresses without their query"
        on={field.normalize_url ?? false}
        onChange={(on) => onChange({ ...field, normalize_url: on || undefined })}
      />
    </PopoverPanel>
  );
}
