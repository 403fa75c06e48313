// The plan of a new rollout: steps, guardrails, and whom to tell.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { errorText } from "@/app/client";
import { meQuery, useProject } from "@/features/accounts/api";
import { EventPicker } from "@/features/definitions/pickers";
import { Button, IconButton } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, NativeSelect, TextInput } from "@/ui/field";
import { type Flag, flagQuery } from "./api";
import { conversionOf, type Guardrail, meanOf, rolloutsQuery, startRollout, usualSteps, withStep } from "./rollouts";
import { conditionName } from "./words";

interface RolloutPlanProps {
  flag: Flag;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RolloutPlan({ flag, open, onOpenChange }: RolloutPlanProps) {
  const project = useProject();
  const client = useQueryClient();
  const [guardrails, setGuardrails] = useState<Guardrail[]>([{ kind: "errors", name: "Errors" }]);
  const [problem, setProblem] = useState<string | null>(null);
  // Of a webhook that is new to the project: shown once, so the dialog stays until it was read.
  const [secret, setSecret] = useState<string | null>(null);
  const me = useQuery(meQuery);
  const [busy, setBusy] = useState(false);
  const ofGroups = typeof flag.filters.aggregation_group_type_index === "number";
  const several = flag.filters.groups.length > 1;
  const add = (guardrail: Guardrail) =>
    !guardrails.some((each) => each.name === guardrail.name) && setGuardrails([...guardrails, guardrail]);
  const start = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      const condition = String(fields.get("condition") ?? "0");
      const started = await startRollout(project.id, flag.id, condition === "all" ? "all" : Number(condition), {
        steps: usualSteps(Number(fields.get("minutes")), Number(fields.get("people"))),
        guardrails,
        on_breach: fields.get("on_breach") === "pause" ? "pause" : "roll_back",
        webhook: String(fields.get("webhook") ?? "").trim(),
        subscribed_users: fields.get("mail") && me.data ? [me.data.id] : [],
      });
      client.invalidateQueries({ queryKey: rolloutsQuery(project.id, flag.id).queryKey });
      client.invalidateQueries({ queryKey: flagQuery(project.id, flag.id).queryKey });
      if (started.webhook_secret) setSecret(started.webhook_secret);
      else onOpenChange(false);
    } catch (error) {
      setProblem(errorText(error));
    }
    setBusy(false);
  };
  const close = (stays: boolean) => {
    if (!stays) setSecret(null);
    onOpenChange(stays);
  };
  if (secret !== null)
    return (
      <Dialog
        open={open}
        onOpenChange={close}
        title="The rollout has begun"
        description="Messages to the webhook are signed with this secret. It is shown only now; a new one can be made at any time."
      >
        <CodeBlock title="Secret of the webhook" code={secret} />
        <DialogActions>
          <Button weight="primary" onClick={() => close(false)}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Plan a rollout"
      description={`1, 5, 25, 50 and 100% of ${several ? "what you choose" : "those who fit"}. It switches the flag on.`}
    >
      <form onSubmit={start} className="flex flex-col gap-4">
        {several && (
          <Field label="Whose share grows" help="The others stay as they are.">
            {(ids) => (
              <NativeSelect {...ids} name="condition" className="w-full">
                {flag.filters.groups.map((condition, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: conditions are known by their place
                  <option key={index} value={index}>
                    {conditionName(condition, index)}
                  </option>
                ))}
                <option value="all">All conditions together</option>
              </NativeSelect>
            )}
          </Field>
        )}
        <div className="grid grid-cols-2 gap-3">
          <Field label="Minutes at each step">
            {(ids) => <TextInput {...ids} name="minutes" type="number" min={0} step="any" defaultValue={60} required />}
          </Field>
          <Field label={ofGroups ? "Groups at each step" : "People at each step"}>
            {(ids) => <TextInput {...ids} name="people" type="number" min={0} defaultValue={100} required />}
          </Field>
        </div>
        <fieldset className="flex flex-col gap-2">
          <legend className="pb-1 text-sm font-medium">Guardrails</legend>
          {guardrails.map((guardrail, index) => (
            <div key={guardrail.name} className="flex items-center gap-2 text-sm">
              <span className="min-w-0 flex-1">
                <bdi className="break-words">{guardrail.name}</bdi>
                {guardrail.kind === "conversion" && (
                  <EventPicker
                    trigger={
                      <Button small weight="quiet" aria-label={`then… after ${guardrail.name}`}>
                        then…
                      </Button>
                    }
                    all={false}
                    onPick={(event) =>
                      event &&
                      setGuardrails(guardrails.map((each, at) => (at === index ? withStep(each, event) : each)))
                    }
                  />
                )}
              </span>
              <NativeSelect
                aria-label={`What is harm: ${guardrail.name}`}
                value={guardrail.harm ?? (guardrail.kind === "errors" ? "increase" : "decrease")}
                onChange={(event) =>
                  setGuardrails(
                    guardrails.map((each, at) =>
                      at === index ? { ...each, harm: event.target.value as "increase" | "decrease" } : each,
                    ),
                  )
                }
              >
                <option value="increase">must not rise</option>
                <option value="decrease">must not fall</option>
              </NativeSelect>
              <IconButton
                small
                icon={X}
                label={`Remove guardrail ${guardrail.name}`}
                onClick={() => setGuardrails(guardrails.filter((_, at) => at !== index))}
              />
            </div>
          ))}
          <span className="flex flex-wrap gap-2">
            <EventPicker
              trigger={<Button small>People who do…</Button>}
              all={false}
              onPick={(event) => event && add(conversionOf(event))}
            />
            <EventPicker
              trigger={<Button small>How often…</Button>}
              all={false}
              onPick={(event) => event && add(meanOf(event))}
            />
          </span>
        </fieldset>
        <Field label="When one is breached">
          {(ids) => (
            <NativeSelect {...ids} name="on_breach">
              <option value="roll_back">Roll back at once</option>
              <option value="pause">Stay where it is and wait for somebody</option>
            </NativeSelect>
          )}
        </Field>
        <Field label="Webhook" help="Gets a message at every change. May stay empty.">
          {(ids) => <TextInput {...ids} name="webhook" type="url" placeholder="https://…" />}
        </Field>
        <label className="flex items-start gap-2 text-sm">
          <input type="checkbox" name="mail" defaultChecked className="mt-0.5 accent-[var(--accent)]" />
          <span>
            Tell me by e-mail when it pauses, rolls back or finishes by itself
            {me.data && <span className="block text-xs text-ink-3">{me.data.email}</span>}
          </span>
        </label>
        {problem && (
          <p role="alert" className="text-sm text-bad">
            {problem}
          </p>
        )}
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" weight="primary" busy={busy}>
            Start
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
