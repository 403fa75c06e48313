// Every page a person can go to, once: the rail, the palette, the shortcuts and the sheet are made from this list.
// Rooms without a page do not appear.
import {
  Activity,
  Bell,
  Boxes,
  ChartLine,
  Database,
  Flag,
  Globe,
  HeartPulse,
  House,
  LayoutDashboard,
  type LucideIcon,
  MousePointerClick,
  Rocket,
  Rows3,
  Settings,
  Sprout,
  Tags,
  UserRoundSearch,
  UsersRound,
} from "lucide-react";

export type Room = "Hear" | "See" | "Decide" | "Ship" | "Learn";

export interface PageEntry {
  title: string;
  to:
    | "/project/$projectId/home"
    | "/project/$projectId/web"
    | "/project/$projectId/dashboards"
    | "/project/$projectId/insights"
    | "/project/$projectId/live"
    | "/project/$projectId/events"
    | "/project/$projectId/persons"
    | "/project/$projectId/groups"
    | "/project/$projectId/actions"
    | "/project/$projectId/alerts"
    | "/project/$projectId/cohorts"
    | "/project/$projectId/sql"
    | "/project/$projectId/flags"
    | "/project/$projectId/annotations"
    | "/project/$projectId/previews"
    | "/project/$projectId/data"
    | "/project/$projectId/ingestion"
    | "/project/$projectId/settings";
  icon: LucideIcon;
  // Typed after `g`.
  letter: string;
  room: Room | "Head" | "Foot";
  keywords: string;
  // Not shown before there is something to show.
  onlyWith?: "groups" | "sql" | "cohorts";
}

export const pages: readonly PageEntry[] = [
  {
    title: "Home",
    to: "/project/$projectId/home",
    icon: House,
    letter: "h",
    room: "Head",
    keywords: "start overview today week",
  },
  {
    title: "Dashboards",
    to: "/project/$projectId/dashboards",
    icon: LayoutDashboard,
    letter: "d",
    room: "See",
    keywords: "boards tiles overview",
  },
  {
    title: "Insights",
    to: "/project/$projectId/insights",
    icon: ChartLine,
    letter: "i",
    room: "See",
    keywords: "trends funnels retention paths lifecycle stickiness charts saved",
  },
  {
    title: "Alerts",
    to: "/project/$projectId/alerts",
    icon: Bell,
    letter: "x",
    room: "See",
    keywords: "thresholds notifications webhook firing bounds watch",
  },
  {
    title: "Web analytics",
    to: "/project/$projectId/web",
    icon: Globe,
    letter: "w",
    room: "See",
    keywords: "website visitors pages sources referrers utm countries browsers",
  },
  {
    title: "SQL",
    to: "/project/$projectId/sql",
    icon: Database,
    letter: "q",
    room: "See",
    keywords: "query hogql clickhouse statement rows",
    onlyWith: "sql",
  },
  {
    title: "Live events",
    to: "/project/$projectId/live",
    icon: Activity,
    letter: "l",
    room: "See",
    keywords: "stream now activity",
  },
  {
    title: "Events",
    to: "/project/$projectId/events",
    icon: Rows3,
    letter: "e",
    room: "See",
    keywords: "list history explore",
  },
  {
    title: "Actions",
    to: "/project/$projectId/actions",
    icon: MousePointerClick,
    letter: "a",
    room: "See",
    keywords: "named events clicks selectors pages combine",
  },
  {
    title: "People",
    to: "/project/$projectId/persons",
    icon: UsersRound,
    letter: "p",
    room: "See",
    keywords: "persons users customers",
  },
  {
    title: "Cohorts",
    to: "/project/$projectId/cohorts",
    icon: UserRoundSearch,
    letter: "c",
    room: "See",
    keywords: "segments audiences lists people csv behaviour",
    onlyWith: "cohorts",
  },
  {
    title: "Groups",
    to: "/project/$projectId/groups",
    icon: Boxes,
    letter: "o",
    room: "See",
    keywords: "companies accounts organisations teams workspaces",
    onlyWith: "groups",
  },
  {
    title: "Feature flags",
    to: "/project/$projectId/flags",
    icon: Flag,
    letter: "f",
    room: "Ship",
    keywords: "rollout toggles switches variants release",
  },
  {
    title: "Annotations",
    to: "/project/$projectId/annotations",
    icon: Rocket,
    letter: "t",
    room: "Ship",
    keywords: "releases shipped deploys notes marks what happened",
  },
  {
    title: "Previews",
    to: "/project/$projectId/previews",
    icon: Sprout,
    letter: "v",
    room: "Ship",
    keywords: "early access beta alpha opt in concept roadmap comments",
  },
  {
    title: "Data management",
    to: "/project/$projectId/data",
    icon: Tags,
    letter: "m",
    room: "Foot",
    keywords: "definitions events properties taxonomy describe verify hide tags",
  },
  {
    title: "Ingestion health",
    to: "/project/$projectId/ingestion",
    icon: HeartPulse,
    letter: "n",
    room: "Foot",
    keywords: "ledger lag rejected warnings lost",
  },
  {
    title: "Settings",
    to: "/project/$projectId/settings",
    icon: Settings,
    letter: "s",
    room: "Foot",
    keywords: "project organisation account keys tokens members",
  },
];

export const rooms: readonly Room[] = ["Hear", "See", "Decide", "Ship", "Learn"];
