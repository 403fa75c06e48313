// Previews as the public page shows them. Pure.

export interface Preview {
  id: string;
  name: string;
  description: string;
  stage: string;
  documentationUrl: string;
  flagKey: string;
  enrolled: boolean;
}

export interface Previews {
  project: { name: string };
  features: Preview[];
}

export const stageWords: Record<string, string> = {
  concept: "Planned",
  alpha: "Alpha",
  beta: "Beta",
  "general-availability": "For everybody",
};

// What can be tried first, then what is planned; groups without previews are left out.
export function byStage(features: readonly Preview[]): [string, Preview[]][] {
  const planned = features.filter((feature) => feature.stage === "concept");
  const there = features.filter((feature) => feature.stage !== "concept");
  const all: [string, Preview[]][] = [
    ["Try now", there],
    ["Planned", planned],
  ];
  return all.filter(([, each]) => each.length > 0);
}

// What posthog-js sends when somebody joins a preview or leaves it.
export function enrolmentEvent(feature: Pick<Preview, "flagKey" | "name">, distinctId: string, joins: boolean) {
  return {
    event: "$feature_enrollment_update",
    distinct_id: distinctId,
    properties: {
      $feature_flag: feature.flagKey,
      $feature_enrollment: joins,
      $early_access_feature_name: feature.name,
      $set: { [`$feature_enrollment/${feature.flagKey}`]: joins },
    },
  };
}
