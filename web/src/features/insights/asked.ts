// From the question as it is built to the question as it is asked: what is not finished is left out. Pure.
import type { FunnelExclusion, InsightQuery, RetentionEntity, SeriesNode } from "@/query/types";
import { complete, isComplete } from "./filters";
import { mathOf } from "./maths";

function askedNode(node: SeriesNode): SeriesNode {
  const math = mathOf(node.math);
  const asked = { ...node };
  // A property maths without its property counts until one is chosen.
  if (math.property && !node.math_property) asked.math = "total";
  if (node.properties) asked.properties = node.properties.filter(isComplete);
  return asked;
}

const askedEntity = (entity: RetentionEntity): RetentionEntity =>
  entity.properties ? { ...entity, properties: entity.properties.filter(isComplete) } : entity;

export function askedQuery(query: InsightQuery): InsightQuery {
  if (query.kind === "HogQLQuery") return query;
  const asked = { ...query, properties: complete(query.properties) };
  if (asked.properties === undefined) delete asked.properties;
  if ("series" in asked && "series" in query) asked.series = query.series.map(askedNode);
  if (asked.kind === "FunnelsQuery" && asked.funnelsFilter?.exclusions) {
    const exclusions = asked.funnelsFilter.exclusions.map((each) => askedNode(each) as FunnelExclusion);
    asked.funnelsFilter = { ...asked.funnelsFilter, exclusions };
  }
  if (asked.kind === "RetentionQuery") {
    const { targetEntity, returningEntity } = asked.retentionFilter;
    asked.retentionFilter = {
      ...asked.retentionFilter,
      targetEntity: targetEntity && askedEntity(targetEntity),
      returningEntity: returningEntity && askedEntity(returningEntity),
    };
  }
  return asked;
}

// What is missing before it can be asked at all, in words.
export function missing(query: InsightQuery): string | undefined {
  if (query.kind === "FunnelsQuery" && query.series.length < 2) return "Add a second step to see who gets there.";
  if (query.kind === "HogQLQuery" && query.query.trim() === "") return "Write a query to see its result.";
  return undefined;
}
