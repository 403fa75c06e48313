import { expect, it } from "vitest";
import { byStage, enrolmentEvent, inkOn, type Preview } from "./previews";

const preview = (name: string, stage: string): Preview => ({
  id: name,
  name,
  stage,
  description: "",
  documentationUrl: "",
  flagKey: name,
  enrolled: false,
});

it("shows what can be tried before what is planned", () => {
  const found = byStage([preview("a", "concept"), preview("b", "beta"), preview("c", "alpha")]);
  expect(found.map(([title, each]) => [title, each.map(({ name }) => name)])).toEqual([
    ["Try now", ["b", "c"]],
    ["Planned", ["a"]],
  ]);
  expect(byStage([])).toEqual([]);
});

it("writes on every colour so that it can be read", () => {
  expect(inkOn("#ffffff")).toBe("#000000");
  expect(inkOn("#1f7a3d")).toBe("#ffffff");
  expect(inkOn("#ffd400")).toBe("#000000");
});

it("enrols as SDKs do", () => {
  const event = enrolmentEvent({ flagKey: "night", name: "Night" }, "u1", true);
  expect(event.distinct_id).toBe("u1");
  expect(event.properties.$set).toEqual({ "$feature_enrollment/night": true });
});
