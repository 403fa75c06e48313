// A small sign for the kind of event.
import {
  CircleAlert,
  Flag,
  Gauge,
  Globe,
  type LucideIcon,
  MousePointerClick,
  Smartphone,
  SquareArrowRightExit,
  UserRound,
  UsersRound,
  Zap,
} from "lucide-react";

const icons: Readonly<Record<string, LucideIcon>> = {
  $pageview: Globe,
  $pageleave: SquareArrowRightExit,
  $autocapture: MousePointerClick,
  $rageclick: MousePointerClick,
  $dead_click: MousePointerClick,
  $screen: Smartphone,
  $identify: UserRound,
  $create_alias: UserRound,
  $set: UserRound,
  $groupidentify: UsersRound,
  $feature_flag_called: Flag,
  $web_vitals: Gauge,
  $exception: CircleAlert,
};

export function EventIcon({ name }: { name: string }) {
  const Icon = icons[name] ?? Zap;
  const colour = name === "$exception" ? "text-bad" : name.startsWith("$") ? "text-ink-3" : "text-accent-ink";
  return <Icon size={14} className={`shrink-0 ${colour}`} aria-hidden />;
}
