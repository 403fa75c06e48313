// Light or dark.
import { Monitor, Moon, Sun } from "lucide-react";
import { setTheme, type ThemeChoice, useTheme } from "@/app/theme";
import { cx } from "@/ui/class-names";
import { Section } from "@/ui/settings";

const choices: ReadonlyArray<{ value: ThemeChoice; title: string; about: string; icon: typeof Sun }> = [
  { value: "light", title: "Light", about: "For bright rooms", icon: Sun },
  { value: "dark", title: "Dark", about: "For late evenings", icon: Moon },
  { value: "system", title: "As the system", about: "Follows your device", icon: Monitor },
];

export function AppearanceSection() {
  const theme = useTheme();
  return (
    <Section title="Appearance" about="Kept in this browser.">
      <div role="radiogroup" aria-label="Theme" className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        {choices.map(({ value, title, about, icon: Icon }) => (
          <label
            key={value}
            className={cx(
              "flex cursor-pointer flex-col gap-2 rounded-lg border bg-surface p-4 has-focus-visible:outline-2 has-focus-visible:outline-focus",
              value === theme ? "border-accent ring-1 ring-accent" : "border-line hover:border-line-strong",
            )}
          >
            <input
              type="radio"
              name="theme"
              className="sr-only"
              checked={value === theme}
              onChange={() => setTheme(value)}
            />
            <Icon size={18} className="text-ink-3" aria-hidden />
            <span>
              <span className="block text-sm font-medium">{title}</span>
              <span className="block text-xs text-ink-3">{about}</span>
            </span>
          </label>
        ))}
      </div>
    </Section>
  );
}
