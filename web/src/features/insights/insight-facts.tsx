// What people write about a saved insight: a line of description, and tags. Both are changed where they stand.
import { useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/app/client";
import { useProject } from "@/features/accounts/api";
import { controlClass } from "@/ui/field";
import { toast } from "@/ui/toast";
import { changeInsight, type Insight, type InsightChanges, insightQuery } from "./api";

const longestTag = 60;

export function InsightFacts({ insight, about }: { insight: Insight; about: string }) {
  const project = useProject();
  const client = useQueryClient();
  const { queryKey } = insightQuery(project.id, insight.short_id);
  const change = async (changes: InsightChanges) => {
    client.setQueryData(queryKey, { ...insight, ...changes } as Insight);
    try {
      client.setQueryData(queryKey, await changeInsight(project.id, insight.id, changes));
      client.invalidateQueries({ queryKey: ["project", project.id, "insights"] });
    } catch (error) {
      client.setQueryData(queryKey, insight);
      toast(`It was not changed. ${errorText(error)}`, { kind: "failed" });
    }
  };
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
      <input
        key={insight.description}
        aria-label="Description"
        defaultValue={insight.description}
        placeholder={`${about} Click to describe it.`}
        maxLength={400}
        onBlur={(event) => {
          const description = event.target.value.trim();
          if (description !== insight.description) change({ description });
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            event.currentTarget.value = insight.description;
            event.currentTarget.blur();
          }
        }}
        className="-ml-1.5 field-sizing-content max-w-full min-w-40 truncate rounded-md border border-transparent bg-transparent px-1.5 py-0.5 placeholder:text-ink-3 hover:border-line focus:border-focus focus:bg-surface focus:outline-none"
      />
      <Tags tags={insight.tags} onChange={(tags) => change({ tags })} />
    </div>
  );
}

function Tags({ tags, onChange }: { tags: readonly string[]; onChange: (tags: string[]) => void }) {
  const [adding, setAdding] = useState(false);
  const add = (text: string) => {
    setAdding(false);
    const tag = text.trim().toLowerCase().slice(0, longestTag);
    if (tag !== "" && !tags.includes(tag)) onChange([...tags, tag]);
  };
  return (
    <ul aria-label="Tags" className="flex flex-wrap items-center gap-1">
      {tags.map((tag) => (
        <li key={tag} className="flex h-6 items-center gap-0.5 rounded-sm bg-active pr-0.5 pl-1.5 text-xs font-medium">
          <bdi>{tag}</bdi>
          <button
            type="button"
            aria-label={`Remove the tag ${tag}`}
            onClick={() => onChange(tags.filter((each) => each !== tag))}
            className="flex size-5 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        {adding ? (
          <input
            autoFocus
            aria-label="New tag"
            maxLength={longestTag}
            onBlur={(event) => add(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.currentTarget.blur();
              if (event.key === "Escape") setAdding(false);
            }}
            className={`${controlClass} h-6! w-28 text-xs`}
          />
        ) : (
          <button
            type="button"
            onClick={() => setAdding(true)}
            className="flex h-6 items-center gap-1 rounded-sm px-1.5 text-xs text-ink-3 hover:bg-hover hover:text-ink"
          >
            <Plus size={12} aria-hidden /> Tag
          </button>
        )}
      </li>
    </ul>
  );
}
