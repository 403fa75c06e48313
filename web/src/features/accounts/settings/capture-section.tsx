// What SDKs record by themselves; they read it when they start.
import { errorText } from "@/app/client";
import { type Project, useProject, useUpdateProject } from "@/features/accounts/api";
import { Rows, Section, SwitchRow } from "@/ui/settings";
import { toast } from "@/ui/toast";

type SwitchKey = {
  [Key in keyof Project]-?: NonNullable<Project[Key]> extends boolean ? Key : never;
}[keyof Project];

interface SwitchEntry {
  key: SwitchKey;
  title: string;
  about: string;
  // The setting says what is off.
  inverted?: boolean;
}

const groups: ReadonlyArray<{ title: string; about: string; switches: readonly SwitchEntry[] }> = [
  {
    title: "What SDKs capture",
    about: "Apps pick a change up when they are next opened.",
    switches: [
      {
        key: "autocapture_opt_out",
        inverted: true,
        title: "Autocapture",
        about: "Clicks, changes and submits, with the element they were made on.",
      },
      { key: "capture_dead_clicks", title: "Dead clicks", about: "Clicks after which nothing happened." },
      { key: "heatmaps_opt_in", title: "Heatmaps", about: "Where people click, move and how far they scroll." },
      {
        key: "autocapture_web_vitals_opt_in",
        title: "Web vitals",
        about: "How fast pages load, react and settle for real people.",
      },
      { key: "autocapture_exceptions_opt_in", title: "Exceptions", about: "Errors that nobody caught." },
      { key: "surveys_opt_in", title: "Surveys", about: "Allow surveys to be shown in your apps." },
    ],
  },
  {
    title: "Session recording",
    about: "Recordings of what people saw and did.",
    switches: [
      { key: "session_recording_opt_in", title: "Record sessions", about: "Inputs are masked by the SDK." },
      { key: "capture_console_log_opt_in", title: "Console", about: "Console output with each recording." },
      {
        key: "capture_performance_opt_in",
        title: "Network timing",
        about: "How long requests took, with each recording.",
      },
    ],
  },
  {
    title: "Privacy",
    about: "Applied by the server when events arrive.",
    switches: [
      {
        key: "anonymize_ips",
        title: "Discard IP addresses",
        about: "The place is looked up, then the address is dropped.",
      },
    ],
  },
];

export function CaptureSection() {
  const project = useProject();
  const update = useUpdateProject(project.id);
  const change = (entry: SwitchEntry, on: boolean) => {
    const set = (value: boolean) => ({ [entry.key]: entry.inverted ? !value : value }) as Partial<Project>;
    update.mutate(set(on), {
      onSuccess: () =>
        toast(`${entry.title} is ${on ? "on" : "off"}`, {
          action: { label: "Undo", run: () => update.mutate(set(!on)) },
        }),
      onError: (error) => toast(`${entry.title} was not changed. ${errorText(error)}`, { kind: "failed" }),
    });
  };
  return groups.map((group) => (
    <Section key={group.title} title={group.title} about={group.about}>
      <Rows>
        {group.switches.map((entry) => (
          <SwitchRow
            key={entry.key}
            title={entry.title}
            about={entry.about}
            on={Boolean(project[entry.key]) !== Boolean(entry.inverted)}
            onChange={(on) => change(entry, on)}
          />
        ))}
      </Rows>
    </Section>
  ));
}
