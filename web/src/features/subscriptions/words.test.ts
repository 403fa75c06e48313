import { describe, expect, it } from "vitest";
import type { Subscription } from "./api";
import { changesOf, localInput, newSchedule, scheduleOf, targetText } from "./words";

describe("a schedule", () => {
  it("begins on the next Monday at nine", () => {
    expect(newSchedule(new Date(2026, 10, 21, 12, 30)).start).toBe("2026-11-23T09:00");
    expect(newSchedule(new Date(2026, 10, 23, 8, 0)).start).toBe("2026-11-30T09:00");
    expect(newSchedule(new Date(2026, 10, 22, 8, 0)).start).toBe("2026-11-23T09:00");
  });

  it("comes back from the server as it was sent", () => {
    const schedule = { frequency: "weekly", interval: 2, weekdays: ["monday"], start: "2026-11-23T09:00" } as const;
    const sent = changesOf({ ...schedule, weekdays: [...schedule.weekdays] });
    expect(scheduleOf(sent as Subscription)).toEqual(schedule);
  });

  it("has weekdays only by the week", () => {
    const schedule = { ...newSchedule(new Date()), weekdays: ["friday"] };
    expect(changesOf(schedule).byweekday).toEqual(["friday"]);
    expect(changesOf({ ...schedule, frequency: "monthly" }).byweekday).toBeNull();
  });

  it("is in the time of whoever looks", () => {
    expect(localInput(new Date(2026, 0, 2, 3, 4))).toBe("2026-01-02T03:04");
  });
});

describe("who gets it", () => {
  const to = (target_type: "email" | "webhook", target_value: string) =>
    targetText({ target_type, target_value } as Subscription);
  it("is said in few words", () => {
    expect(to("email", "ada@example.com")).toBe("ada@example.com");
    expect(to("email", "ada@example.com,bob@example.com,eve@example.com")).toBe("ada@example.com and 2 more");
    expect(to("webhook", "https://hooks.example.com/secret")).toBe("hooks.example.com");
    expect(to("webhook", "?")).toBe("a webhook");
  });
});
