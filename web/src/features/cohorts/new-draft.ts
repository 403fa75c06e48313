// A cohort that is being made and not saved yet; other pages may begin one. Pure.
import type { PropertyFilter } from "@/query/types";
import type { Criterion, Definition } from "./api";
import { newDefinition } from "./words";

export interface Draft {
  name: string;
  description: string;
  definition: Definition;
}

export interface NewDraft extends Draft {
  kind: "criteria" | "list";
  people: string;
}

export const emptyDraft: NewDraft = {
  name: "",
  description: "",
  definition: newDefinition,
  kind: "criteria",
  people: "",
};

export const newDraftName = (projectId: number) => `new cohort of project ${projectId}`;

// Whoever all of these filters of people hold for.
export function definitionOf(filters: readonly PropertyFilter[]): Definition {
  const values = filters.map((filter): Criterion => {
    if (filter.type === "cohort") {
      const { operator, value } = filter;
      return {
        type: "cohort",
        key: "id",
        value: Number(value),
        ...(operator === "not_in" ? { negation: true } : {}),
      };
    }
    return { ...filter, type: "person" };
  });
  return { properties: { type: "OR", values: [{ type: "AND", values }] } };
}
