// Snippets for each platform, and whether events arrive.
import { Install } from "@/features/accounts/install";
import { WaitingForEvent } from "@/features/accounts/waiting-for-event";
import { Section } from "@/ui/settings";

export function InstallSection() {
  return (
    <Section title="Install" about="PostHog's SDKs work as they are; only host and token are this project's.">
      <div className="flex flex-col gap-5">
        <WaitingForEvent />
        <Install />
      </div>
    </Section>
  );
}
