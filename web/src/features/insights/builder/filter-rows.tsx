// Property filters as rows: property, operator, values; one more at the foot.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, Plus, X } from "lucide-react";
import { useState } from "react";
import { useProject } from "@/features/accounts/api";
import { cohortQuery } from "@/features/cohorts/api";
import { propertyValuesQuery } from "@/features/definitions/api";
import { propertyName } from "@/features/definitions/names";
import { PropertyPicker } from "@/features/definitions/pickers";
import type { GroupType } from "@/features/groups/api";
import type { PropertyFilter } from "@/query/types";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { controlClass, NativeSelect } from "@/ui/field";
import { Picker } from "@/ui/picker";
import { filterText, operatorOf, operators, valuesOf, withOperator } from "../filters";

interface FilterRowsProps {
  filters: readonly PropertyFilter[];
  onChange: (filters: PropertyFilter[]) => void;
  // Between two rows: "and" or "or".
  word?: string;
  addLabel?: string;
  // Only properties of people, or of the groups of one type, where there is no event.
  of?: "person" | GroupType;
}

const smallControl = cx(controlClass, "h-7 px-2 text-xs");

export function FilterRows({ filters, onChange, word = "and", addLabel = "Filter", of }: FilterRowsProps) {
  const [adding, setAdding] = useState(false);
  const change = (index: number, next: PropertyFilter) =>
    onChange(filters.map((each, at) => (at === index ? next : each)));
  return (
    <div className="flex flex-col gap-1.5">
      {filters.map((filter, index) => {
        const Row = filter.type === "cohort" ? CohortRow : FilterRow;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: filters are known by their place
          <div key={index}>
            {index > 0 && <p className="pb-1 text-2xs text-ink-3">{word}</p>}
            <Row
              of={of}
              filter={filter}
              onChange={(next) => change(index, next)}
              onRemove={() => onChange(filters.filter((_, at) => at !== index))}
            />
          </div>
        );
      })}
      <PropertyPicker
        of={of}
        open={adding}
        onOpenChange={setAdding}
        trigger={
          <Button small weight="quiet" icon={Plus} className="self-start text-ink-2">
            {addLabel}
          </Button>
        }
        cohorts={typeof of !== "object"}
        onPick={({ kind, ...property }) => {
          if (property.type === "cohort") return onChange([...filters, { ...property, operator: "in" }]);
          const numeric = kind === "Numeric";
          onChange([...filters, { ...property, operator: numeric ? "gt" : "exact", value: numeric ? "" : [] }]);
        }}
      />
    </div>
  );
}

interface FilterRowProps {
  filter: PropertyFilter;
  onChange: (filter: PropertyFilter) => void;
  onRemove: () => void;
  of?: "person" | GroupType;
}

// Membership instead of a value.
function CohortRow({ filter, onChange, onRemove }: FilterRowProps) {
  const project = useProject();
  const name = useQuery(cohortQuery(project.id, Number(filter.value))).data?.name ?? `Cohort ${filter.value}`;
  return (
    <fieldset className="flex min-w-0 items-center gap-1 rounded-md border border-line bg-canvas p-1.5">
      <legend className="sr-only">Filter: cohort {name}</legend>
      <NativeSelect
        aria-label="In the cohort or not"
        value={filter.operator === "not_in" ? "not_in" : "in"}
        onChange={(event) => onChange({ ...filter, operator: event.target.value })}
        className={cx(smallControl, "shrink-0")}
      >
        <option value="in">in</option>
        <option value="not_in">not in</option>
      </NativeSelect>
      <Link
        to="/project/$projectId/cohorts/$cohortId"
        params={{ projectId: String(project.id), cohortId: String(filter.value) }}
        className="min-w-0 flex-1 truncate px-1.5 text-sm font-medium hover:text-accent-ink hover:underline"
      >
        <bdi>{name}</bdi>
      </Link>
      <IconButton small icon={X} label={`Remove the filter on ${name}`} onClick={onRemove} />
    </fieldset>
  );
}

const typeWords: Partial<Record<string, string>> = { person: "person’s", group: "group’s", session: "session’s" };

export function FilterRow({ filter, onChange, onRemove, of }: FilterRowProps) {
  const operator = operatorOf(filter);
  const owner = typeWords[filter.type];
  return (
    <fieldset className="min-w-0 rounded-md border border-line bg-canvas p-1.5">
      <legend className="sr-only">Filter: {filterText(filter)}</legend>
      <div className="flex items-center gap-1">
        <PropertyPicker
          of={of}
          chosen={`${filter.type}${filter.group_type_index ?? ""}/${filter.key}`}
          onPick={({ kind: _kind, ...property }) => onChange({ ...filter, ...property })}
          trigger={
            <button
              type="button"
              className="flex h-7 min-w-0 flex-1 items-center gap-1 rounded-sm px-1.5 text-left text-sm hover:bg-hover"
              title={filter.key}
            >
              {owner && <span className="shrink-0 text-ink-3">{owner}</span>}
              <bdi className="truncate font-medium">{propertyName(filter.key)}</bdi>
              <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
            </button>
          }
        />
        <IconButton small icon={X} label={`Remove the filter on ${propertyName(filter.key)}`} onClick={onRemove} />
      </div>
      <div className="flex items-center gap-1 pt-1">
        <NativeSelect
          aria-label="How to compare"
          value={operator.value}
          onChange={(event) => onChange(withOperator(filter, event.target.value))}
          className={cx(smallControl, operator.entry === "none" ? "flex-1" : "max-w-30 shrink-0")}
        >
          {operators.map((each) => (
            <option key={each.value} value={each.value}>
              {each.title}
            </option>
          ))}
        </NativeSelect>
        {operator.entry === "list" && <ValueList filter={filter} onChange={onChange} />}
        {operator.entry === "range" && <ValueRange filter={filter} onChange={onChange} />}
        {!["list", "range", "none"].includes(operator.entry) && (
          <ValueInput
            type={operator.entry}
            value={valuesOf(filter.value)[0] ?? ""}
            onChange={(value) => onChange({ ...filter, value })}
          />
        )}
      </div>
    </fieldset>
  );
}

// Heard when it is left or Enter is pressed: neither the URL nor the server has to follow every letter.
function ValueInput({ type, value, onChange }: { type: string; value: string; onChange: (value: string) => void }) {
  return (
    <input
      key={value}
      type={type}
      aria-label="Value"
      placeholder={type === "number" ? "0" : "Value"}
      defaultValue={value}
      onBlur={(event) => event.target.value !== value && onChange(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      className={cx(smallControl, "w-full min-w-0 flex-1")}
    />
  );
}

function ValueRange({ filter, onChange }: { filter: PropertyFilter; onChange: (filter: PropertyFilter) => void }) {
  const [low = "", high = ""] = Array.isArray(filter.value) ? filter.value.map(String) : [];
  return (
    <span className="flex min-w-0 flex-1 items-center gap-1 text-xs text-ink-3">
      <ValueInput type="number" value={low} onChange={(text) => onChange({ ...filter, value: [text, high] })} />
      and
      <ValueInput type="number" value={high} onChange={(text) => onChange({ ...filter, value: [low, text] })} />
    </span>
  );
}

function ValueList({ filter, onChange }: { filter: PropertyFilter; onChange: (filter: PropertyFilter) => void }) {
  const project = useProject();
  const values = valuesOf(filter.value);
  const [open, setOpen] = useState(values.length === 0);
  const [search, setSearch] = useState("");
  const found = useQuery({
    ...propertyValuesQuery(project.id, filter.type, filter.key, search, filter.group_type_index),
    enabled: open,
  });
  const offered = [...new Set([...values, ...(found.data ?? [])])];
  return (
    <Picker
      several
      open={open}
      onOpenChange={setOpen}
      label={`Values of ${propertyName(filter.key)}`}
      options={offered.map((value) => ({ value, title: value === "" ? "(empty)" : value }))}
      chosen={values}
      loading={found.isPending}
      onSearch={setSearch}
      typed={(text) => `“${text}”`}
      empty="Type a value."
      onPick={(value) =>
        onChange({
          ...filter,
          value: values.includes(value) ? values.filter((each) => each !== value) : [...values, value],
        })
      }
      trigger={
        <button
          type="button"
          className={cx(
            smallControl,
            "flex min-w-0 flex-1 items-center text-left",
            values.length === 0 && "text-ink-3",
          )}
        >
          <bdi className="truncate">{values.length === 0 ? "Choose values" : values.join(" or ")}</bdi>
        </button>
      }
    />
  );
}
