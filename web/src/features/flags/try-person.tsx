// What the flag is for one person, and why; now or at an instant of the past.
import { type FormEvent, useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Field, TextInput } from "@/ui/field";
import { Card } from "@/ui/page";
import { Time } from "@/ui/time";
import { evaluationAt, type Flag, testFlags } from "./api";

interface Found {
  value: boolean | string;
  why: string;
  version?: number;
  asOf?: string | null;
}

export function TryPerson({ flag }: { flag: Flag }) {
  const project = useProject();
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const id = String(fields.get("person") ?? "").trim();
    const at = String(fields.get("at") ?? "");
    if (id === "") return;
    setBusy(true);
    setProblem(null);
    try {
      if (at) {
        const then = await evaluationAt(project.id, flag.key, id, new Date(at).toISOString());
        const one = then.flags[flag.key];
        setFound(
          one
            ? { value: one.value, why: one.description, version: one.version, asOf: then.properties_as_of }
            : { value: false, why: "There was no such flag." },
        );
      } else {
        const one = (await testFlags(project.id, id))[flag.key];
        setFound(one ? { value: one.value, why: one.evaluation.description } : null);
      }
    } catch (error) {
      setFound(null);
      setProblem(errorText(error));
    }
    setBusy(false);
  };
  return (
    <Card>
      <h2 className="px-4 pt-3 text-sm font-semibold">Try it on a person</h2>
      <form onSubmit={ask} className="flex flex-col gap-3 px-4 pt-2 pb-4">
        <Field label="Distinct id" error={problem}>
          {(ids) => <TextInput {...ids} name="person" className="font-mono" autoComplete="off" spellCheck={false} />}
        </Field>
        <Field label="At" help="Empty is now. Then: the flag and the person as they were.">
          {(ids) => <TextInput {...ids} name="at" type="datetime-local" />}
        </Field>
        <Button type="submit" busy={busy} className="self-start">
          Why?
        </Button>
        <div aria-live="polite">
          {found && (
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <Badge tone={found.value === false ? "neutral" : "good"}>
                {found.value === true ? "On" : found.value === false ? "Off" : found.value}
              </Badge>
              <span className="text-ink-2">{found.why}</span>
              {found.version !== undefined && (
                <span className="text-xs text-ink-3">
                  version {found.version}
                  {found.asOf && (
                    <>
                      , person as of <Time at={found.asOf} />
                    </>
                  )}
                </span>
              )}
            </p>
          )}
        </div>
      </form>
    </Card>
  );
}
