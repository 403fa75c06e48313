// Snippets per platform with address and token filled in.
import { useState } from "react";
import { CodeBlock } from "@/ui/code-block";
import { TabPanel, Tabs } from "@/ui/tabs";
import { useProject } from "./api";
import { type Platform, platforms, snippetSteps } from "./snippets";

export function Install() {
  const project = useProject();
  const [platform, setPlatform] = useState<Platform>("snippet");
  return (
    <Tabs label="Platform" tabs={platforms} value={platform} onChange={setPlatform}>
      {platforms.map(({ value }) => (
        <TabPanel key={value} value={value}>
          <div className="flex flex-col gap-4">
            {snippetSteps(value, window.location.origin, project.api_token).map((step) => (
              <CodeBlock key={step.title} title={step.title} code={step.code} />
            ))}
          </div>
        </TabPanel>
      ))}
    </Tabs>
  );
}
