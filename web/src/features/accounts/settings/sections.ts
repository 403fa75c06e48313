// The sections of the settings, once: the side list, the palette and the route take them from here.
import {
  Building2,
  Fingerprint,
  FlaskConical,
  History,
  KeyRound,
  type LucideIcon,
  Mail,
  MonitorSmartphone,
  Plug,
  Settings2,
  SunMoon,
  ToggleRight,
  Trash2,
  UserRound,
  UsersRound,
} from "lucide-react";

export type SettingsGroup = "Project" | "Organisation" | "Account";

export interface SectionEntry {
  slug: string;
  title: string;
  group: SettingsGroup;
  icon: LucideIcon;
  keywords: string;
  // Listed in the palette before anything is typed.
  prominent?: boolean;
}

export const settingsSections: readonly SectionEntry[] = [
  { slug: "general", title: "General", group: "Project", icon: Settings2, keywords: "name time zone week start" },
  {
    slug: "install",
    title: "Install",
    group: "Project",
    icon: Plug,
    keywords: "snippet sdk browser node python curl host",
    prominent: true,
  },
  { slug: "tokens", title: "Tokens", group: "Project", icon: Fingerprint, keywords: "project token secret api key" },
  {
    slug: "capture",
    title: "What SDKs capture",
    group: "Project",
    icon: ToggleRight,
    keywords: "autocapture heatmaps web vitals exceptions console recording surveys",
  },
  {
    slug: "test-accounts",
    title: "Test accounts",
    group: "Project",
    icon: FlaskConical,
    keywords: "internal filters exclude team",
  },
  {
    slug: "data-deletion",
    title: "Data deletion",
    group: "Project",
    icon: Trash2,
    keywords: "erase forget gdpr privacy people receipts remove",
  },
  { slug: "activity", title: "Activity log", group: "Project", icon: History, keywords: "audit changes who" },
  { slug: "organization", title: "General", group: "Organisation", icon: Building2, keywords: "organisation name" },
  {
    slug: "members",
    title: "Members",
    group: "Organisation",
    icon: UsersRound,
    keywords: "invite roles team people",
    prominent: true,
  },
  {
    slug: "mail",
    title: "E-mail",
    group: "Organisation",
    icon: Mail,
    keywords: "smtp server test letters invitations",
  },
  { slug: "profile", title: "Profile", group: "Account", icon: UserRound, keywords: "name email password" },
  {
    slug: "keys",
    title: "Personal API keys",
    group: "Account",
    icon: KeyRound,
    keywords: "token scopes automation",
    prominent: true,
  },
  {
    slug: "sessions",
    title: "Sessions",
    group: "Account",
    icon: MonitorSmartphone,
    keywords: "devices signed in log out",
  },
  { slug: "appearance", title: "Appearance", group: "Account", icon: SunMoon, keywords: "theme dark light" },
];
