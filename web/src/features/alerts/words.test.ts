import { describe, expect, it } from "vitest";
import type { Rule } from "./api";
import { newRule, problemOf, ruleText, valueText } from "./words";

const rule = (
  type: Rule["condition"]["type"],
  lower: number | null,
  upper: number | null,
  threshold: "absolute" | "percentage" = "absolute",
): Rule => ({
  ...newRule,
  condition: { type },
  threshold: { configuration: { type: threshold, bounds: { lower, upper } } },
});

describe("a rule", () => {
  it("is said in words", () => {
    expect(ruleText(rule("absolute_value", 20, null))).toBe("is below 20");
    expect(ruleText(rule("absolute_value", 20, 1500))).toBe("is below 20 or above 1,500");
    expect(ruleText(rule("relative_increase", null, 0.2, "percentage"))).toBe("goes up by more than 20%");
    expect(ruleText(rule("relative_decrease", null, 5))).toBe("goes down by more than 5");
    expect(ruleText(newRule)).toBe("has no bounds yet");
  });
  it("shows shares as per cent, and values as they are", () => {
    expect(valueText(rule("relative_increase", null, 0.2, "percentage"), 0.345)).toBe("34.5%");
    expect(valueText(rule("absolute_value", 1, null, "percentage"), 0.5)).toBe("0.5");
    expect(valueText(newRule, null)).toBe("");
  });
  it("needs a bound, and bounds in order", () => {
    expect(problemOf(newRule)).toBeDefined();
    expect(problemOf(rule("absolute_value", 2, 1))).toBeDefined();
    expect(problemOf(rule("absolute_value", 1, 2))).toBeUndefined();
  });
});
