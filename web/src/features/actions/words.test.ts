import { describe, expect, it } from "vitest";
import { asksNothing, conditionsOf, emptyStep, finished, stepsText, stepText } from "./words";

describe("a step", () => {
  it("is said in words", () => {
    expect(stepText({ ...emptyStep, event: "$pageview", url: "/pricing" })).toBe("Page view, URL contains “/pricing”");
    expect(stepText({ ...emptyStep, event: "$autocapture", selector: "a.buy", text: "Buy" })).toBe(
      "Autocapture, on a.buy, text is “Buy”",
    );
    expect(
      stepsText([
        { ...emptyStep, event: "paid" },
        { ...emptyStep, event: "renewed" },
      ]),
    ).toBe("paid or renewed");
    expect(stepsText([])).toBe("Nothing yet");
  });

  it("asks nothing without an event and a condition", () => {
    expect(asksNothing(emptyStep)).toBe(true);
    expect(asksNothing({ ...emptyStep, url: "  " })).toBe(true);
    expect(asksNothing({ ...emptyStep, url: "/a" })).toBe(false);
    expect(asksNothing({ ...emptyStep, event: "paid" })).toBe(false);
  });

  it("loses what says nothing before it is sent", () => {
    const step = finished({
      ...emptyStep,
      text: "",
      properties: [
        { type: "event", key: "plan", operator: "exact", value: [] },
        { type: "event", key: "plan", operator: "is_set", value: "is_set" },
      ],
    });
    expect(step.text).toBeNull();
    expect(step.properties).toHaveLength(1);
  });

  it("offers elements only where there are some", () => {
    expect(conditionsOf({ ...emptyStep, event: "$pageview" }).map(({ field }) => field)).toEqual(["url"]);
    expect(conditionsOf({ ...emptyStep, event: "$autocapture" })).toHaveLength(4);
    expect(conditionsOf({ ...emptyStep, event: "paid", text: "kept" }).map(({ field }) => field)).toContain("text");
  });
});
