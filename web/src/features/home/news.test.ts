import { describe, expect, it } from "vitest";
import type { Activity } from "@/features/accounts/settings/api";
import type { Annotation } from "@/features/annotations/api";
import type { EventDefinition } from "@/features/definitions/api";
import type { Rollout } from "@/features/flags/rollouts";
import { type NewsParts, newsOf } from "./news";

const since = "2026-11-20T12:00:00Z";
const before = "2026-11-20T11:00:00Z";
const after = "2026-11-21T09:00:00Z";
const nothing: NewsParts = {
  since,
  me: 1,
  annotations: [],
  activity: [],
  events: [],
  rollouts: [],
  warnings: [],
  flagKey: (id) => (id === 7 ? "new-editor" : undefined),
};
const change = (parts: Partial<Activity>): Activity => ({
  id: Math.random().toString(),
  user: { id: 2, first_name: "Bea" },
  activity: "updated",
  scope: "FeatureFlag",
  item_id: "7",
  detail: { name: "new-editor" },
  created_at: after,
  ...parts,
});
const note = (parts: Partial<Annotation>) =>
  ({ id: 1, content: "4.2 shipped", date_marker: after, created_at: after, deleted: false, ...parts }) as Annotation;
const event = (name: string, created_at: string) => ({ name, created_at }) as EventDefinition;
const rollout = (parts: Partial<Rollout>) =>
  ({
    id: 3,
    flag: 7,
    status: "rolled_back",
    reason: "Too many errors.",
    percentage: 25,
    step_started_at: before,
    finished_at: after,
    ...parts,
  }) as Rollout;

describe("newsOf", () => {
  it("tells what was written down late, but not what is long past", () => {
    const texts = (date_marker: string) =>
      newsOf({ ...nothing, annotations: [note({ date_marker, created_at: after })] }).map(({ text }) => text);
    expect(texts("2026-11-18T00:00:00Z")).toEqual(["4.2 shipped"]);
    expect(texts("2026-10-18T00:00:00Z")).toEqual([]);
  });

  it("is silent when nothing happened", () => {
    expect(newsOf(nothing)).toEqual([]);
  });

  it("leaves out what was before, what one did oneself, and what concerns nobody else", () => {
    expect(
      newsOf({
        ...nothing,
        annotations: [note({ date_marker: before, created_at: before }), note({ id: 2, deleted: true })],
        activity: [
          change({ created_at: before }),
          change({ user: { id: 1, first_name: "Me" } }),
          change({ scope: "Person" }),
          change({ scope: "SavedView" }),
        ],
        events: [event("old", before)],
        rollouts: [rollout({ finished_at: before }), rollout({ status: "running", finished_at: null })],
        warnings: [{ type: "x", count: 1, last_seen: before, example: null }],
      }),
    ).toEqual([]);
  });

  it("tells changes of one thing once, as they were last", () => {
    const news = newsOf({
      ...nothing,
      activity: [change({ activity: "deleted" }), change({}), change({ scope: "Dashboard", item_id: "4" })],
    });
    expect(news.map(({ text, more, link }) => [text, more, link.page])).toEqual([
      ["Bea deleted feature flag “new-editor”", "2 changes", "flag"],
      ["Bea changed dashboard “new-editor”", undefined, "dashboard"],
    ]);
  });

  it("puts what deserves attention first", () => {
    const news = newsOf({
      ...nothing,
      annotations: [note({})],
      rollouts: [rollout({})],
      warnings: [
        { type: "cannot_merge_already_identified", count: 3, last_seen: since.replace("12:", "13:"), example: null },
      ],
    });
    expect(news.map(({ kind }) => kind)).toEqual(["rollout", "warning", "shipped"]);
    expect(news[0]?.text).toBe("The rollout of new-editor was rolled back");
    expect(news[1]?.more).toBe("3 events");
  });

  it("says of a rollout that it is paused for as long as it is, and that one is done once", () => {
    const texts = (parts: Partial<Rollout>) =>
      newsOf({ ...nothing, rollouts: [rollout(parts)] }).map(({ text }) => text);
    expect(texts({ status: "paused", finished_at: null })).toEqual(["The rollout of new-editor is paused at 25%"]);
    expect(texts({ status: "finished", flag: 9 })).toEqual(["flag 9 is rolled out to everybody"]);
  });

  it("names new events together", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const news = newsOf({ ...nothing, events: names.map((name) => event(name, after)) });
    expect(news.map(({ text }) => text)).toEqual(["6 new events: a, b, c, d and 2 more"]);
    expect(newsOf({ ...nothing, events: [event("signed up", after)] })[0]?.text).toBe("A new event: signed up");
  });
});
