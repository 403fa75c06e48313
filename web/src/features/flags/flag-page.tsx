// One flag: who has it, its variants, how often it is asked for, the code that asks.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronRight, Ellipsis, LayoutDashboard, Plus, Trash2, UserCheck, UsersRound, X } from "lucide-react";
import { useState } from "react";
import { ApiError, errorText } from "@/app/client";
import { Legend, legendKey } from "@/charts/legend";
import { TimeChart } from "@/charts/time-chart";
import { useProject } from "@/features/accounts/api";
import { type GroupType, groupTypesQuery } from "@/features/groups/api";
import { typeTitle } from "@/features/groups/words";
import { FilterRows } from "@/features/insights/builder/filter-rows";
import { isComplete } from "@/features/insights/filters";
import { chartSeries } from "@/features/insights/results/series";
import { sameQuery } from "@/features/insights/url";
import { answerQuery } from "@/query/client";
import type { Answer, TrendResult, TrendsQuery } from "@/query/types";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { controlClass, NativeSelect } from "@/ui/field";
import { Menu, MenuItem } from "@/ui/menu";
import { compactNumber, exactNumber } from "@/ui/numbers";
import { Card, PageBody, PageHead } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { Time, useZone } from "@/ui/time";
import { toast } from "@/ui/toast";
import {
  askForChange,
  type Condition,
  changeRequestsQuery,
  type Flag,
  type FlagFilters,
  flagQuery,
  keepPeople,
  makeDashboard,
  reachQuery,
} from "./api";
import { ChangeRequests } from "./change-requests";
import { ActiveSwitch } from "./flags-page";
import { History } from "./history";
import { Payloads } from "./payloads";
import { RolloutCard } from "./rollout-card";
import { Schedule } from "./schedule";
import { TryPerson } from "./try-person";
import { useChangeFlag } from "./use-flag";
import { WhatIf } from "./what-if";
import { aboutGroups, audience, evenly, everybody, problem, snippet, variantsOf, withVariants } from "./words";

export function FlagPage() {
  const project = useProject();
  const { flagId } = useParams({ from: "/inside/project/$projectId/flags/$flagId" });
  const flag = useQuery(flagQuery(project.id, Number(flagId)));
  if (flag.data && !flag.data.deleted) return <Loaded key={flag.data.id} flag={flag.data} />;
  const gone = flag.data?.deleted || (flag.error instanceof ApiError && flag.error.status === 404);
  return (
    <>
      <PageHead title="Feature flag" />
      <PageBody>
        <Card>
          {gone ? (
            <Empty title="This flag is not here">
              It may have been deleted, or the link belongs to another project.
            </Empty>
          ) : flag.error ? (
            <Failure error={flag.error} what="The flag could not be loaded" retry={() => flag.refetch()} />
          ) : (
            <SkeletonRows rows={8} columns={3} />
          )}
        </Card>
      </PageBody>
    </>
  );
}

function Loaded({ flag }: { flag: Flag }) {
  const project = useProject();
  const projectId = String(project.id);
  const navigate = useNavigate();
  const client = useQueryClient();
  const change = useChangeFlag();
  // Rules are tried out before they are saved: people have them at once.
  const [draft, setDraft] = useState<FlagFilters>(flag.filters);
  const [saved, setSaved] = useState(flag.filters);
  if (saved !== flag.filters) {
    // The server's word, for example after an Undo.
    setSaved(flag.filters);
    setDraft(flag.filters);
  }
  const groupTypes = useQuery(groupTypesQuery(project.id)).data ?? [];
  const groupType = groupTypes.find((type) => type.group_type_index === draft.aggregation_group_type_index);
  const changed = !sameQuery(draft, flag.filters);
  const wrong =
    problem(draft) ??
    (draft.groups.some((group) => !group.properties.every(isComplete)) ? "A filter has no value yet." : undefined);
  const setGroup = (index: number, group: Condition) =>
    setDraft({ ...draft, groups: draft.groups.map((each, at) => (at === index ? group : each)) });
  const save = async () => {
    if (!flag.requires_approval) {
      change(flag, { filters: draft }, "Who has it is changed", { filters: flag.filters });
      return;
    }
    try {
      await askForChange(project.id, flag.id, { filters: draft });
      setDraft(flag.filters);
      toast("Somebody else has to approve it now");
    } catch (error) {
      toast(`The change was not asked for. ${errorText(error)}`, { kind: "failed" });
    }
    client.invalidateQueries({ queryKey: changeRequestsQuery(project.id, flag.id).queryKey });
  };
  const remove = async () => {
    if (!(await change(flag, { deleted: true }, null))) return;
    navigate({ to: "/project/$projectId/flags", params: { projectId } });
    toast(`“${flag.key}” deleted`, {
      action: { label: "Undo", run: () => void change(flag, { deleted: false }, null) },
    });
  };

  const openDashboard = async () => {
    try {
      await makeDashboard(project.id, flag.id);
      const { usage_dashboard } = await client.fetchQuery({ ...flagQuery(project.id, flag.id), staleTime: 0 });
      navigate({
        to: "/project/$projectId/dashboards/$dashboardId",
        params: { projectId, dashboardId: String(usage_dashboard) },
      });
    } catch (error) {
      toast(`The dashboard was not made. ${errorText(error)}`, { kind: "failed" });
    }
  };
  const keep = async () => {
    try {
      const { cohort } = await keepPeople(project.id, flag.id);
      navigate({ to: "/project/$projectId/cohorts/$cohortId", params: { projectId, cohortId: String(cohort.id) } });
      toast(`“${cohort.name}” made`);
    } catch (error) {
      toast(`The cohort was not made. ${errorText(error)}`, { kind: "failed" });
    }
  };

  return (
    <>
      <PageHead
        title={flag.key}
        heading={
          <>
            <nav aria-label="Breadcrumb" className="mb-0.5 flex items-center gap-1 text-sm text-ink-3">
              <Link to="/project/$projectId/flags" params={{ projectId }} className="hover:text-ink">
                Feature flags
              </Link>
              <ChevronRight size={14} aria-hidden />
              {flag.status === "STALE" && <Badge tone="warn">Stale</Badge>}
              {flag.requires_approval && <Badge>Needs approval</Badge>}
              {changed && <Badge tone="warn">Changed</Badge>}
            </nav>
            <div className="flex items-center gap-3">
              <h1 className="truncate font-mono text-lg font-semibold">
                <bdi>{flag.key}</bdi>
              </h1>
              <ActiveSwitch flag={flag} />
            </div>
          </>
        }
        about={
          <>
            {flag.name && <bdi>{flag.name} · </bdi>}
            {flag.active ? audience(flag.filters) : "Off"} · changed <Time at={flag.updated_at} />
          </>
        }
        actions={
          <>
            <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More about this flag" />}>
              <MenuItem icon={LayoutDashboard} onSelect={openDashboard}>
                Dashboard of its usage
              </MenuItem>
              <MenuItem icon={UsersRound} onSelect={keep}>
                Keep who has it now as a cohort
              </MenuItem>
              <MenuItem
                icon={UserCheck}
                onSelect={() =>
                  flag.requires_approval
                    ? void askForChange(project.id, flag.id, { requires_approval: false }).then(
                        () => client.invalidateQueries({ queryKey: changeRequestsQuery(project.id, flag.id).queryKey }),
                        (error) => toast(`The change was not asked for. ${errorText(error)}`, { kind: "failed" }),
                      )
                    : void change(flag, { requires_approval: true }, "Changes need a second person now")
                }
              >
                {flag.requires_approval ? "Ask to need no approval" : "Require approval"}
              </MenuItem>
              <MenuItem icon={Trash2} danger onSelect={remove}>
                Delete
              </MenuItem>
            </Menu>
            {changed && <Button onClick={() => setDraft(flag.filters)}>Discard changes</Button>}
            <Button weight="primary" disabled={!changed || wrong !== undefined} title={wrong} onClick={save}>
              {flag.requires_approval ? "Ask for approval" : "Save changes"}
            </Button>
          </>
        }
      />
      <PageBody className="grid grid-cols-1 max-w-[1280px] gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3">
              <h2 className="text-sm font-semibold">Who has it</h2>
              {groupTypes.length > 0 && (
                <NativeSelect
                  aria-label="Whom it is about"
                  value={draft.aggregation_group_type_index ?? ""}
                  onChange={(event) => setDraft(aboutGroups(draft, event.target.value))}
                  className="ml-auto h-7 text-xs"
                >
                  <option value="">Person by person</option>
                  {groupTypes.map((type) => (
                    <option key={type.group_type_index} value={type.group_type_index}>
                      {type.name_singular || type.group_type} by {type.name_singular || type.group_type}
                    </option>
                  ))}
                </NativeSelect>
              )}
            </div>
            <p className="px-4 pt-0.5 pb-2 text-xs text-ink-3">
              {groupType
                ? `Everybody of a ${groupType.group_type} gets the same. It falls on the same side of a percentage always.`
                : "Somebody has it when one of these fits. The same person always falls on the same side of a percentage."}
            </p>
            {draft.groups.map((group, index) => (
              <ConditionRow
                // biome-ignore lint/suspicious/noArrayIndexKey: conditions are known by their place
                key={index}
                group={group}
                groupType={groupType}
                number={index + 1}
                onChange={(next) => setGroup(index, next)}
                onRemove={
                  draft.groups.length > 1
                    ? () => setDraft({ ...draft, groups: draft.groups.filter((_, at) => at !== index) })
                    : undefined
                }
              />
            ))}
            <div className="border-t border-line p-2">
              <Button
                small
                weight="quiet"
                icon={Plus}
                onClick={() =>
                  setDraft({ ...draft, groups: [...draft.groups, { ...everybody, rollout_percentage: 0 }] })
                }
              >
                Or when
              </Button>
            </div>
          </Card>
          <Variants filters={draft} onChange={setDraft} />
          <Payloads filters={draft} encrypted={flag.has_encrypted_payloads} onChange={setDraft} />
          {wrong && (
            <p role="alert" className="text-sm text-bad">
              {wrong}
            </p>
          )}
          {changed && !wrong && <WhatIf flag={flag} filters={draft} />}
          <ChangeRequests flag={flag} />
          <RolloutCard flag={flag} />
          <History flag={flag} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Usage flag={flag} />
          <TryPerson flag={flag} />
          <Schedule flag={flag} />
          <CodeBlock title="JavaScript" code={snippet(flag)} />
        </div>
      </PageBody>
    </>
  );
}

interface ConditionRowProps {
  group: Condition;
  groupType: GroupType | undefined;
  number: number;
  onChange: (group: Condition) => void;
  onRemove?: () => void;
}

function ConditionRow({ group, groupType, number, onChange, onRemove }: ConditionRowProps) {
  const project = useProject();
  const finished = group.properties.every(isComplete);
  const reach = useQuery({ ...reachQuery(project.id, group, groupType?.group_type_index), enabled: finished });
  const share = group.rollout_percentage ?? 100;
  const about = finished && reach.data ? Math.round((reach.data.affected * share) / 100) : undefined;
  return (
    <fieldset className="min-w-0 border-t border-line px-4 py-3">
      <legend className="sr-only">Condition {number}</legend>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          {group.properties.length === 0 && (
            <p className="pb-1 text-sm text-ink-2">{groupType ? `Every ${groupType.group_type}` : "Everybody"}</p>
          )}
          <FilterRows
            of={groupType ?? "person"}
            filters={group.properties}
            onChange={(properties) => onChange({ ...group, properties })}
            addLabel={groupType ? `Only if the ${groupType.group_type}’s…` : "Only people whose…"}
          />
        </div>
        {onRemove && <IconButton small icon={X} label={`Remove condition ${number}`} onClick={onRemove} />}
      </div>
      <div className="flex flex-wrap items-center gap-3 pt-3">
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label={`Share of condition ${number}`}
          onChange={(event) => onChange({ ...group, rollout_percentage: Number(event.target.value) })}
          className="min-w-32 flex-1 accent-[var(--accent)]"
        />
        <span className="flex items-center gap-1 text-sm">
          <input
            type="number"
            min={0}
            max={100}
            step="any"
            value={share}
            aria-label={`Per cent of condition ${number}`}
            onChange={(event) =>
              onChange({ ...group, rollout_percentage: Math.max(0, Math.min(100, Number(event.target.value))) })
            }
            className={`${controlClass} tabular w-20`}
          />
          %
        </span>
        <span className="flex w-full items-center gap-1.5 text-xs text-ink-3 sm:w-auto">
          <UsersRound size={14} aria-hidden />
          {about === undefined ? (
            finished ? (
              "…"
            ) : (
              "A filter has no value yet"
            )
          ) : (
            <span className="tabular" title={exactNumber(about)}>
              about {compactNumber(about)} of {compactNumber(reach.data?.total ?? 0)}{" "}
              {groupType ? typeTitle(groupType).toLowerCase() : "people"}
            </span>
          )}
        </span>
      </div>
    </fieldset>
  );
}

function Variants({ filters, onChange }: { filters: FlagFilters; onChange: (filters: FlagFilters) => void }) {
  const variants = variantsOf(filters);
  const set = (next: typeof variants) => onChange(withVariants(filters, next));
  const add = () => {
    const key = variants.length === 0 ? "control" : variants.length === 1 ? "test" : `test-${variants.length}`;
    const first =
      variants.length === 0
        ? [
            { key, rollout_percentage: 0 },
            { key: "test", rollout_percentage: 0 },
          ]
        : [];
    set(evenly(first.length > 0 ? first : [...variants, { key, rollout_percentage: 0 }]));
  };
  return (
    <Card>
      <div className="flex items-center justify-between gap-3 px-4 pt-3 pb-2">
        <div>
          <h2 className="text-sm font-semibold">Variants</h2>
          <p className="text-xs text-ink-3">
            {variants.length === 0 ? "It is on or off." : "Who has the flag gets one of these, always the same."}
          </p>
        </div>
        <div className="flex gap-1">
          {variants.length > 1 && (
            <Button small weight="quiet" onClick={() => set(evenly(variants))}>
              Share evenly
            </Button>
          )}
          <Button small icon={Plus} onClick={add}>
            Variant
          </Button>
        </div>
      </div>
      {variants.map((variant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: variants are known by their place
        <div key={index} className="flex items-center gap-2 border-t border-line px-4 py-2">
          <input
            aria-label={`Key of variant ${index + 1}`}
            value={variant.key}
            onChange={(event) =>
              set(variants.map((each, at) => (at === index ? { ...each, key: event.target.value } : each)))
            }
            className={`${controlClass} min-w-0 flex-1 font-mono text-xs`}
          />
          <input
            type="number"
            min={0}
            max={100}
            aria-label={`Per cent of variant ${variant.key}`}
            value={variant.rollout_percentage}
            onChange={(event) =>
              set(
                variants.map((each, at) =>
                  at === index ? { ...each, rollout_percentage: Number(event.target.value) } : each,
                ),
              )
            }
            className={`${controlClass} tabular w-20`}
          />
          <span className="text-sm text-ink-3">%</span>
          <IconButton
            small
            icon={X}
            label={`Remove variant ${variant.key}`}
            onClick={() => set(variants.length === 2 ? [] : evenly(variants.filter((_, at) => at !== index)))}
          />
        </div>
      ))}
    </Card>
  );
}

function Usage({ flag }: { flag: Flag }) {
  const project = useProject();
  const zone = useZone();
  const query: TrendsQuery = {
    kind: "TrendsQuery",
    series: [
      {
        kind: "EventsNode",
        event: "$feature_flag_called",
        name: "$feature_flag_called",
        math: "dau",
        properties: [{ type: "event", key: "$feature_flag", operator: "exact", value: [flag.key] }],
      },
    ],
    interval: "day",
    dateRange: { date_from: "-14d" },
    breakdownFilter: { breakdown: "$feature_flag_response", breakdown_type: "event", breakdown_limit: 8 },
  };
  const answer = useQuery(answerQuery<Answer<TrendResult[]>>(project.id, query));
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const results = answer.data?.results ?? [];
  const series = chartSeries(results, query);
  const asked = results.some((result) => result.count > 0);
  return (
    <Card className="min-w-0">
      <h2 className="px-4 pt-3 text-sm font-semibold">People who got an answer, by day</h2>
      <div className="px-4 pt-2 pb-3">
        {answer.error ? (
          <Failure error={answer.error} what="This could not be computed" retry={() => answer.refetch()} />
        ) : !answer.data ? (
          <SkeletonRows rows={4} columns={2} />
        ) : asked ? (
          <>
            <TimeChart
              kind="stacked"
              height={200}
              series={series.filter((each) => !hidden.has(legendKey(each)))}
              days={results[0]?.days ?? []}
              interval="day"
              zone={zone}
              format={compactNumber}
            />
            <div className="pt-2">
              <Legend series={series} hidden={hidden} onChange={setHidden} />
            </div>
          </>
        ) : (
          <p className="py-6 text-center text-sm text-ink-3">No app has asked for it in the last 14 days.</p>
        )}
      </div>
    </Card>
  );
}
