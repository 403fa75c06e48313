// What an app's users see: the previews of a project, planned and there to try. Public; opened by a link from the app
// that names the person: /previews/TOKEN?id=DISTINCT_ID.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { type FormEvent, useState } from "react";
import { errorText, request } from "@/app/client";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { TextInput } from "@/ui/field";
import { useTitle } from "@/ui/page";
import { Empty, Failure, SkeletonRows } from "@/ui/states";
import { byStage, enrolmentEvent, inkOn, type Preview, type Previews, stageWords } from "./previews";

const previewsQuery = (token: string, id: string) =>
  queryOptions({
    queryKey: ["previews", token, id],
    queryFn: ({ signal }) => request<Previews>("/api/previews/", { query: { token, distinct_id: id }, signal }),
  });

const send = (token: string, event: Record<string, unknown>) =>
  request<unknown>("/i/v0/e/", { method: "POST", body: { api_key: token, ...event } });

export function PreviewsPage() {
  const { token } = useParams({ from: "/previews/$token" });
  const { id = "" } = useSearch({ from: "/previews/$token" });
  const { data, error, refetch } = useQuery(previewsQuery(token, id));
  useTitle(data ? `Previews of ${data.project.name}` : "Previews");
  return (
    <main className="mx-auto flex min-h-full max-w-[720px] flex-col px-4 pt-[8vh] pb-16">
      {data && <Brand project={data.project} />}
      <h1 className="text-2xl font-semibold tracking-tight">
        {!data ? (
          "Previews"
        ) : data.project.headline ? (
          <bdi>{data.project.headline}</bdi>
        ) : (
          <>
            What is coming to <bdi>{data.project.name}</bdi>
          </>
        )}
      </h1>
      <p className="mt-1 max-w-[64ch] text-base whitespace-pre-line text-ink-2">
        {data?.project.introduction ||
          "Try what is nearly ready, say what you would like to have, and tell us what you think."}
      </p>
      {data && !id && (
        <p role="status" className="mt-4 rounded-md bg-warn-soft px-3 py-2 text-sm">
          Open this page from inside the app: then we know who you are and can switch previews on for you.
        </p>
      )}
      <div className="mt-6">
        {error ? (
          <Failure error={error} what="The previews could not be loaded" retry={() => refetch()} />
        ) : !data ? (
          <SkeletonRows rows={4} columns={2} />
        ) : data.features.length === 0 ? (
          <Empty title="Nothing to preview right now">Come back later: new things appear here first.</Empty>
        ) : (
          byStage(data.features).map(([title, features]) => (
            <section key={title} className="mb-8">
              <h2 className="pb-2 text-sm font-semibold text-ink-2">{title}</h2>
              <ul className="flex flex-col gap-3">
                {features.map((feature) => (
                  <PreviewCard key={feature.id} feature={feature} token={token} id={id} colour={data.project.colour} />
                ))}
              </ul>
            </section>
          ))
        )}
      </div>
    </main>
  );
}

// The project's own logo, or its letter, as on every page of it.
function Brand({ project }: { project: Previews["project"] }) {
  return (
    <>
      {project.colour && <div className="fixed inset-x-0 top-0 h-1.5" style={{ background: project.colour }} />}
      <div className="mb-6 flex items-center gap-3">
        {project.logo ? (
          <img src={project.logo} alt={project.name} className="max-h-12 max-w-60" />
        ) : (
          <>
            <Avatar name={project.name} size={36} square />
            <bdi className="text-base font-semibold">{project.name}</bdi>
          </>
        )}
      </div>
    </>
  );
}

interface PreviewCardProps {
  feature: Preview;
  token: string;
  id: string;
  // Of the project's brand, or "".
  colour: string;
}

function PreviewCard({ feature, token, id, colour }: PreviewCardProps) {
  const [joined, setJoined] = useState(feature.enrolled);
  const [problem, setProblem] = useState<string | null>(null);
  const [thanks, setThanks] = useState(false);
  const planned = feature.stage === "concept";
  const join = async () => {
    setJoined(!joined);
    setProblem(null);
    try {
      await send(token, enrolmentEvent(feature, id, !joined));
    } catch (error) {
      setJoined(joined);
      setProblem(errorText(error));
    }
  };
  const comment = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("comment") ?? "").trim();
    if (text === "") return;
    setProblem(null);
    try {
      await send(token, {
        event: "preview comment",
        distinct_id: id,
        properties: { $feature_flag: feature.flagKey, $early_access_feature_name: feature.name, comment: text },
      });
      form.reset();
      setThanks(true);
    } catch (error) {
      setProblem(errorText(error));
    }
  };
  const label = joined ? (planned ? "Never mind" : "Switch off") : planned ? "I want this" : "Switch on";
  return (
    <li className="rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <h3 className="flex flex-wrap items-center gap-2 font-semibold">
            <bdi>{feature.name}</bdi>
            <Badge tone={planned ? "neutral" : "info"}>{stageWords[feature.stage] ?? feature.stage}</Badge>
          </h3>
          {feature.description && <p className="mt-1 text-sm whitespace-pre-line text-ink-2">{feature.description}</p>}
          {/^https?:\/\//.test(feature.documentationUrl) && (
            <a href={feature.documentationUrl} rel="noreferrer" className="text-sm text-accent-ink underline">
              Read more
            </a>
          )}
        </div>
        <div className="flex items-center gap-3">
          {joined && (
            <span className="flex items-center gap-1 text-sm font-medium text-good">
              <Check size={16} aria-hidden />
              {planned ? "You want this" : "On for you"}
            </span>
          )}
          <Button
            weight={joined ? "plain" : "primary"}
            disabled={!id}
            aria-label={`${label}: ${feature.name}`}
            onClick={join}
            style={
              colour && !joined ? { background: colour, color: inkOn(colour), borderColor: "transparent" } : undefined
            }
          >
            {label}
          </Button>
        </div>
      </div>
      {id && (
        <form onSubmit={comment} className="mt-3 flex gap-2">
          <TextInput
            name="comment"
            maxLength={4000}
            aria-label={`Comment on ${feature.name}`}
            placeholder={thanks ? "Thank you! Anything else?" : "What do you think?"}
            autoComplete="off"
          />
          <Button type="submit">Send</Button>
        </form>
      )}
      <p role="status" className={cx("text-xs text-ink-2", thanks && "mt-2")}>
        {thanks && "Your comment has arrived."}
      </p>
      {problem && (
        <p role="alert" className="mt-1 text-xs text-bad">
          {problem}
        </p>
      )}
    </li>
  );
}
