import { describe, expect, it } from "vitest";
import { dayKey, dayStart, dayTitle, exactTime, relativeTime } from "./dates";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (seconds: number) => relativeTime(new Date(now.getTime() - seconds * 1000), now, "UTC");

describe("relativeTime", () => {
  it("uses the largest unit that fits", () => {
    expect(ago(1)).toBe("now");
    expect(ago(42)).toBe("40 s ago");
    expect(ago(61)).toBe("1 min ago");
    expect(ago(2 * 3600)).toBe("2 h ago");
    expect(ago(86_400)).toBe("1 day ago");
    expect(ago(6 * 86_400)).toBe("6 days ago");
  });

  it("names the date when it is longer ago, with the year when it is another one", () => {
    expect(ago(10 * 86_400)).toBe("11 Nov");
    expect(ago(400 * 86_400)).toBe("17 Oct 2025");
  });

  it("does not call the far future now", () => {
    expect(ago(-86_400 * 2)).toBe("23 Nov");
    expect(ago(-2)).toBe("now");
  });
});

describe("days in a zone", () => {
  it("puts an instant into the zone's day", () => {
    expect(dayKey(new Date("2026-11-20T23:30:00Z"), "UTC")).toBe("2026-11-20");
    expect(dayKey(new Date("2026-11-20T23:30:00Z"), "Europe/Berlin")).toBe("2026-11-21");
    expect(dayKey(new Date("2026-11-21T01:00:00Z"), "America/New_York")).toBe("2026-11-20");
  });

  it("titles today and yesterday", () => {
    expect(dayTitle(now, now, "UTC")).toBe("Today");
    expect(dayTitle(new Date("2026-11-20T00:00:00Z"), now, "UTC")).toBe("Yesterday");
    expect(dayTitle(new Date("2026-11-03T10:00:00Z"), now, "UTC")).toBe("Tue 3 Nov");
  });

  it("begins each day at its first instant, also when the clock changes", () => {
    const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns"];
    for (const zone of zones) {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
        const day = new Date(at).toISOString().slice(0, 10);
        const start = new Date(dayStart(day, zone));
        expect(dayKey(start, zone), `${day} in ${zone}`).toBe(day);
        expect(dayKey(new Date(start.getTime() - 1), zone), `before ${day} in ${zone}`).not.toBe(day);
      }
    }
  });

  it("ends a day where the next begins", () => {
    expect(dayStart("2026-12-31", "UTC", 1)).toBe("2027-01-01T00:00:00.000Z");
  });
});

it("falls back to UTC for a zone nobody knows", () => {
  expect(exactTime(now, "Mars/Olympus")).toContain("12:00:00.000");
});
