import { describe, expect, it } from "vitest";
import type { Cohort, Definition } from "./api";
import {
  asGroups,
  choiceOf,
  cohortText,
  criterionText,
  finishedDefinition,
  newBehaviour,
  newDefinition,
  withChoice,
} from "./words";

const dynamic = (filters: Definition) => ({ is_static: false, filters }) as Cohort;

describe("a cohort", () => {
  it("is said in words", () => {
    expect(cohortText(dynamic(newDefinition))).toBe("did Page view in the last 30 days");
    const both: Definition = {
      properties: {
        type: "OR",
        values: [
          {
            type: "AND",
            values: [
              { ...newBehaviour, key: "paid", value: "performed_event_multiple", operator: "gte", operator_value: 3 },
              { type: "person", key: "plan", operator: "exact", value: ["team"] },
            ],
          },
          { type: "AND", values: [{ type: "cohort", key: "id", value: 4, negation: true }] },
        ],
      },
    };
    expect(cohortText(dynamic(both), new Map([[4, "Staff"]]))).toBe(
      "(did paid at least 3 times in the last 30 days and plan is team) or are not in “Staff”",
    );
    expect(cohortText({ is_static: true } as Cohort)).toBe("A list of people");
  });

  it("keeps its event when the behaviour changes", () => {
    const stopped = withChoice({ ...newBehaviour, key: "paid" }, "stopped");
    expect(stopped.key).toBe("paid");
    expect(stopped.seq_time_value).toBe(7);
    expect(choiceOf(stopped)?.value).toBe("stopped");
    const not = withChoice(stopped, "did_not");
    expect(not.negation).toBe(true);
    expect(not.seq_time_value).toBeUndefined();
    expect(criterionText(not)).toBe("did not do paid in the last 30 days");
  });

  it("is asked for without what is still being written", () => {
    const half: Definition = {
      properties: {
        type: "OR",
        values: [
          { type: "AND", values: [{ type: "person", key: "plan", operator: "exact", value: [] }] },
          { type: "AND", values: [newBehaviour] },
        ],
      },
    };
    expect(finishedDefinition(half)?.properties.values).toHaveLength(1);
    expect(finishedDefinition({ properties: { type: "OR", values: [{ type: "AND", values: [] }] } })).toBeUndefined();
  });

  it("is drawn as groups, whatever the API was given", () => {
    const flat = { properties: { type: "AND", values: [newBehaviour] } } as unknown as Definition;
    expect(asGroups(flat).properties.values[0]?.values).toEqual([newBehaviour]);
    expect(asGroups(null)).toEqual(newDefinition);
  });
});
