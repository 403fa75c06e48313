import { expect, it } from "vitest";
import { closeness, conversionOf, usualSteps, withStep } from "./rollouts";

it("says how close a guardrail is to stopping", () => {
  expect(closeness({ evidence: 1, threshold: 100 })).toBe(0);
  expect(closeness({ evidence: 10, threshold: 100 })).toBeCloseTo(0.5);
  expect(closeness({ evidence: 1e9, threshold: 100 })).toBe(1);
  expect(closeness({ evidence: 0.2, threshold: 100 })).toBe(0);
  expect(closeness({ evidence: 5, threshold: 1 })).toBe(0);
});

it("makes a funnel of steps", () => {
  const funnel = withStep(conversionOf("cart"), "paid");
  expect([funnel.kind, funnel.name, funnel.series?.map(({ event }) => event)]).toEqual([
    "conversion",
    "cart → paid",
    ["cart", "paid"],
  ]);
});

it("goes from few people to everybody", () => {
  const steps = usualSteps(60, 100);
  expect(steps.map((step) => step.percentage)).toEqual([1, 5, 25, 50, 100]);
  expect(steps[0]).toEqual({ percentage: 1, min_seconds: 3600, min_people: 100 });
});
