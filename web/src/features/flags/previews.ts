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
  project: { name: string; headline: string; introduction: string; colour: string; logo: string };
  features: Preview[];
}

export const stageWords: Record<string, string> = {
  draft: "Draft",
  concept: "Planned",
  alpha: "Alpha",
  beta: "Beta",
  "general-availability": "For everybody",
  archived: "Archived",
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

// Black or white, whichever can be read better on the colour: at least 4.5 to 1 on any. By WCAG's relative luminance.
export function inkOn(colour: string): "#000000" | "#ffffff" {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? "#000000" : "#ffffff";
}
