// A flag's staged rollout: where it is, what its guardrails say, what happened; or the plan of a new one.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { errorText } from "@/app/client";
import { TimeChart } from "@/charts/time-chart";
import { useProject } from "@/features/accounts/api";
import { Badge, type BadgeTone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Card } from "@/ui/page";
import { Time, useZone } from "@/ui/time";
import { toast } from "@/ui/toast";
import { type Flag, flagQuery } from "./api";
import { RolloutPlan } from "./rollout-plan";
import {
  type Act,
  closeness,
  logWords,
  type Reading,
  rolloutQuery,
  rolloutsQuery,
  statusWords,
  steerRollout,
  valueWords,
  type WholeRollout,
} from "./rollouts";

const tones: Record<WholeRollout["status"], BadgeTone> = {
  running: "info",
  paused: "warn",
  rolled_back: "bad",
  finished: "good",
};

export function RolloutCard({ flag }: { flag: Flag }) {
  const project = useProject();
  const list = useQuery(rolloutsQuery(project.id, flag.id));
  const [planning, setPlanning] = useState(false);
  const last = list.data?.results[0];
  const live = last?.status === "running" || last?.status === "paused";
  return (
    <Card>
      <div className="flex items-center justify-between gap-3 px-4 pt-3 pb-2">
        <div>
          <h2 className="text-sm font-semibold">Staged rollout</h2>
          <p className="text-xs text-ink-3">
            The share of a condition grows step by step; guardrails stop it when people are harmed.
          </p>
        </div>
        {list.data && !live && (
          <Button small onClick={() => setPlanning(true)}>
            Plan a rollout
          </Button>
        )}
      </div>
      {last && <Progress key={last.id} id={last.id} flag={flag} />}
      <RolloutPlan flag={flag} open={planning} onOpenChange={setPlanning} />
    </Card>
  );
}

function Progress({ id, flag }: { id: number; flag: Flag }) {
  const project = useProject();
  const client = useQueryClient();
  const query = rolloutQuery(project.id, id);
  const { data: rollout } = useQuery(query);
  const [seen, setSeen] = useState<string>();
  // It changes the flag by itself: what is shown of the flag follows.
  const stamp = rollout && `${rollout.status} ${rollout.step}`;
  if (stamp && stamp !== seen) {
    setSeen(stamp);
    if (seen !== undefined) client.invalidateQueries({ queryKey: flagQuery(project.id, flag.id).queryKey });
  }
  if (!rollout) return null;
  const steer = async (act: Act) => {
    try {
      await steerRollout(project.id, id, act);
    } catch (error) {
      toast(`Nothing was changed. ${errorText(error)}`, { kind: "failed" });
    }
    client.invalidateQueries({ queryKey: query.queryKey });
    client.invalidateQueries({ queryKey: rolloutsQuery(project.id, flag.id).queryKey });
    client.invalidateQueries({ queryKey: flagQuery(project.id, flag.id).queryKey });
  };
  const live = rollout.status === "running" || rollout.status === "paused";
  return (
    <div className="flex flex-col gap-3 border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tones[rollout.status]}>{statusWords[rollout.status]}</Badge>
        <Steps rollout={rollout} />
        {flag.filters.groups.length > 1 && (
          <span className="text-xs text-ink-3">
            {rollout.condition === "all" ? "of all conditions" : `of condition ${rollout.condition + 1}`}
          </span>
        )}
        {live && (
          <span className="ml-auto flex flex-wrap gap-1">
            {rollout.status === "running" ? (
              <Button small onClick={() => steer("pause")}>
                Pause
              </Button>
            ) : (
              <Button small onClick={() => steer("resume")}>
                Go on
              </Button>
            )}
            <Button small onClick={() => steer("advance")}>
              Next step now
            </Button>
            <Button small weight="risky" onClick={() => steer("roll_back")}>
              Roll back
            </Button>
          </span>
        )}
      </div>
      {rollout.reason && (
        <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-ink">
          {rollout.reason}
        </p>
      )}
      <Guardrails rollout={rollout} />
      <ol className="flex flex-col gap-1">
        {rollout.log.toReversed().map((line) => (
          <li key={`${line.at} ${line.what}`} className="flex flex-wrap gap-x-2 text-xs text-ink-2">
            <Time at={line.at} className="tabular text-ink-3" />
            <span>{logWords[line.what] ?? line.what}</span>
            <span className="text-ink-3">
              {line.user ? <bdi>{line.user.first_name || line.user.email}</bdi> : "by itself"}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Steps({ rollout }: { rollout: WholeRollout }) {
  return (
    <ol aria-label="Steps" className="flex flex-wrap items-center gap-1">
      {rollout.plan.steps.map((step, index) => (
        <li
          key={step.percentage}
          aria-current={index === rollout.step ? "step" : undefined}
          className={cx(
            "tabular rounded-sm px-1.5 text-xs leading-5",
            index < rollout.step || rollout.status === "finished"
              ? "bg-good-soft text-good"
              : index === rollout.step
                ? "bg-active font-semibold text-ink"
                : "text-ink-3",
          )}
        >
          {step.percentage}%
        </li>
      ))}
    </ol>
  );
}

function Guardrails({ rollout }: { rollout: WholeRollout }) {
  const zone = useZone();
  const decided = rollout.log.findLast((line) => line.readings.length > 0);
  const readings = rollout.looks.at(-1)?.readings ?? decided?.readings ?? [];
  if (rollout.plan.guardrails.length === 0) return <p className="text-xs text-ink-3">Without guardrails.</p>;
  if (readings.length === 0) return <p className="text-xs text-ink-3">The first look is on its way.</p>;
  const days = rollout.looks.map((look) => look.at.slice(0, 19).replace("T", " "));
  const series = readings.map((reading, index) => ({
    key: reading.name,
    name: reading.name,
    colour: `var(--chart-${(index % 8) + 1})`,
    values: rollout.looks.map((look) => Math.round(100 * closeness(look.readings[index] ?? reading))),
    index,
  }));
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-col gap-1.5">
        {readings.map((reading, index) => (
          <GuardrailRow key={reading.name} reading={reading} mean={rollout.plan.guardrails[index]?.kind === "mean"} />
        ))}
      </ul>
      {days.length > 1 && (
        <figure>
          <figcaption className="text-xs text-ink-3">
            Evidence of harm, in per cent of what stops the rollout
          </figcaption>
          <TimeChart
            kind="line"
            height={140}
            series={series}
            days={days}
            interval="minute"
            zone={zone}
            format={(value) => `${value}%`}
          />
        </figure>
      )}
    </div>
  );
}

function GuardrailRow({ reading, mean }: { reading: Reading; mean: boolean }) {
  const part = Math.round(100 * closeness(reading));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_120px] items-center gap-x-3 text-sm">
      <div className="min-w-0">
        <bdi className="font-medium">{reading.name}</bdi>{" "}
        <span className="tabular text-xs text-ink-2">
          exposed {valueWords(reading, mean, "exposed")}, others {valueWords(reading, mean, "unexposed")}
        </span>
      </div>
      <div className="h-2 overflow-clip rounded-full bg-active">
        <span className="sr-only">
          {part}% of the evidence of harm that stops the rollout{reading.breached && ": breached"}
        </span>
        <div className={cx("h-full", reading.breached ? "bg-bad-fill" : "bg-accent")} style={{ width: `${part}%` }} />
      </div>
    </li>
  );
}
