// Filters that tell your own team's events from those of real users.
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { type Project, type PropertyFilter, useProject, useUpdateProject } from "@/features/accounts/api";
import { Button, IconButton } from "@/ui/button";
import { NativeSelect, TextInput } from "@/ui/field";
import { FormError } from "@/ui/form-error";
import { Rows, Section } from "@/ui/settings";
import { toast } from "@/ui/toast";
import { filterOf, filterText, needsValue, testOperators } from "./test-filters";

export function TestAccountsSection() {
  const project = useProject();
  const update = useUpdateProject(project.id);
  const filters = project.test_account_filters ?? [];

  const save = (next: PropertyFilter[], text: string) =>
    update.mutate({ test_account_filters: next } as Partial<Project>, {
      onSuccess: () =>
        toast(text, {
          action: { label: "Undo", run: () => update.mutate({ test_account_filters: filters } as Partial<Project>) },
        }),
    });

  return (
    <Section
      title="Test accounts"
      about="Where a chart leaves out test accounts, only events that pass all of these count. Nothing is deleted."
    >
      <Rows>
        {filters.length === 0 && (
          <p className="px-4 py-6 text-center text-sm text-ink-2">
            No filters. A good first one: the email does not contain “@your-company.com”.
          </p>
        )}
        {filters.map((filter, index) => (
          <div
            key={`${filter.key}-${filter.operator}-${String(filter.value)}`}
            className="flex items-center gap-3 py-1.5 pr-2 pl-4 text-sm"
          >
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{filterText(filter)}</span>
            <IconButton
              icon={Trash2}
              label={`Remove: ${filterText(filter)}`}
              onClick={() => save(filters.toSpliced(index, 1), "Filter removed")}
            />
          </div>
        ))}
        <AddFilter onAdd={(filter) => save([...filters, filter], "Filter added")} />
      </Rows>
      <div className="pt-3">
        <FormError text={update.error ? errorText(update.error) : null} />
      </div>
    </Section>
  );
}

function AddFilter({ onAdd }: { onAdd: (filter: PropertyFilter) => void }) {
  const [type, setType] = useState("person");
  const [key, setKey] = useState("");
  const [operator, setOperator] = useState("not_icontains");
  const [value, setValue] = useState("");
  return (
    <form
      className="flex flex-wrap items-center gap-2 bg-sunken p-3"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(filterOf(type, key, operator, value));
        setKey("");
        setValue("");
      }}
    >
      <NativeSelect aria-label="Property of" value={type} onChange={(event) => setType(event.target.value)}>
        <option value="person">Person</option>
        <option value="event">Event</option>
      </NativeSelect>
      <TextInput
        sized
        aria-label="Property"
        placeholder="email"
        required
        value={key}
        onChange={(event) => setKey(event.target.value)}
        className="w-36 font-mono text-xs max-sm:flex-1"
      />
      <NativeSelect aria-label="Comparison" value={operator} onChange={(event) => setOperator(event.target.value)}>
        {testOperators.map((entry) => (
          <option key={entry.operator} value={entry.operator}>
            {entry.title}
          </option>
        ))}
      </NativeSelect>
      {needsValue(operator) && (
        <TextInput
          sized
          aria-label="Value"
          placeholder="@your-company.com"
          required
          value={value}
          onChange={(event) => setValue(event.target.value)}
          className="flex-1 basis-40"
        />
      )}
      <Button type="submit">Add filter</Button>
    </form>
  );
}
