// Settings: the list of sections at the left, one section at the right.
import { Link, Outlet, useMatch, useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { NotFoundPage } from "@/app/frame/page-error";
import { lazyPage } from "@/app/lazy-page";
import { useProject } from "@/features/accounts/api";
import { cx } from "@/ui/class-names";
import { NativeSelect } from "@/ui/field";
import { PageHead, useTitle } from "@/ui/page";
import { Skeleton } from "@/ui/states";
import { AppearanceSection } from "./appearance-section";
import { type SettingsGroup, settingsSections } from "./sections";

const bodies: Record<string, React.ComponentType> = {
  general: lazyPage(() => import("./general-section"), "GeneralSection"),
  install: lazyPage(() => import("./install-section"), "InstallSection"),
  tokens: lazyPage(() => import("./tokens-section"), "TokensSection"),
  capture: lazyPage(() => import("./capture-section"), "CaptureSection"),
  "test-accounts": lazyPage(() => import("./test-accounts-section"), "TestAccountsSection"),
  "data-deletion": lazyPage(() => import("./data-deletion-section"), "DataDeletionSection"),
  activity: lazyPage(() => import("./activity-section"), "ActivitySection"),
  organization: lazyPage(() => import("./organization-section"), "OrganizationSection"),
  members: lazyPage(() => import("./members-section"), "MembersSection"),
  mail: lazyPage(() => import("./mail-section"), "MailSection"),
  profile: lazyPage(() => import("./profile-section"), "ProfileSection"),
  keys: lazyPage(() => import("./keys-section"), "KeysSection"),
  sessions: lazyPage(() => import("./sessions-section"), "SessionsSection"),
  appearance: AppearanceSection,
};

const groups: readonly SettingsGroup[] = ["Project", "Organisation", "Account"];

export function SettingsPage() {
  const projectId = String(useProject().id);
  const { section } = useParams({ strict: false });
  const bare = useMatch({ from: "/inside/project/$projectId/settings/$section", shouldThrow: false }) === undefined;
  const navigate = useNavigate();
  useEffect(() => {
    if (bare) {
      navigate({
        to: "/project/$projectId/settings/$section",
        params: { projectId, section: "general" },
        replace: true,
      });
    }
  }, [bare, navigate, projectId]);

  return (
    <>
      <PageHead title="Settings" />
      <div className="flex gap-10 px-4 pb-16 max-md:flex-col max-md:gap-4 md:px-6">
        <nav aria-label="Settings" className="sticky top-4 w-48 shrink-0 self-start max-md:hidden">
          {groups.map((group) => (
            <div key={group} className="pb-4">
              <h2 className="px-2 pb-1 text-xs font-medium text-ink-3">{group}</h2>
              <ul className="flex flex-col gap-px">
                {settingsSections
                  .filter((entry) => entry.group === group)
                  .map((entry) => (
                    <li key={entry.slug}>
                      <Link
                        to="/project/$projectId/settings/$section"
                        params={{ projectId, section: entry.slug }}
                        className="flex h-8 items-center rounded-md px-2 text-sm"
                        activeProps={{ className: "bg-active font-medium text-ink" }}
                        inactiveProps={{ className: "text-ink-2 hover:bg-hover hover:text-ink" }}
                      >
                        {entry.title}
                      </Link>
                    </li>
                  ))}
              </ul>
            </div>
          ))}
        </nav>
        <NativeSelect
          aria-label="Section"
          className="md:hidden"
          value={section ?? "general"}
          onChange={(event) =>
            navigate({
              to: "/project/$projectId/settings/$section",
              params: { projectId, section: event.target.value },
            })
          }
        >
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              {settingsSections
                .filter((entry) => entry.group === group)
                .map((entry) => (
                  <option key={entry.slug} value={entry.slug}>
                    {entry.title}
                  </option>
                ))}
            </optgroup>
          ))}
        </NativeSelect>
        <div className={cx("max-w-3xl min-w-0 flex-1")}>
          <Outlet />
        </div>
      </div>
    </>
  );
}

export function SettingsSection() {
  const { section } = useParams({ from: "/inside/project/$projectId/settings/$section" });
  const entry = settingsSections.find((candidate) => candidate.slug === section);
  const Body = bodies[section];
  useTitle(entry && `${entry.title}, settings`);
  if (!entry || !Body) return <NotFoundPage />;
  return (
    <Suspense fallback={<Skeleton className="h-40 w-full" />}>
      <Body key={section} />
    </Suspense>
  );
}
