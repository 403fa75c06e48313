// All routes of the app, once. Pages load when they are first opened; what a page shows is in its URL.
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { meQuery, preflightQuery, projectQuery, projectsQuery } from "@/features/accounts/api";
import { SignInPage } from "@/features/accounts/sign-in-page";
import { SignUpPage } from "@/features/accounts/sign-up-page";
import { readAnnotationsSearch } from "@/features/annotations/words";
import { readDashboardSearch } from "@/features/dashboards/search";
import { readDataSearch } from "@/features/definitions/search";
import { readEventFilters } from "@/features/events/filters";
import { readEventsSearch } from "@/features/events/search";
import { readGroupSearch, readGroupsSearch } from "@/features/groups/words";
import { hasEvents } from "@/features/ingestion/api";
import { readInsightsSearch } from "@/features/insights/list-search";
import { readInsightSearch } from "@/features/insights/url";
import { personQuery } from "@/features/persons/api";
import { readPersonSearch, readPersonsSearch } from "@/features/persons/search";
import { readSqlSearch } from "@/features/sql/search";
import { readWebSearch } from "@/features/web_analytics/search";
import { ApiError } from "./client";
import { Frame } from "./frame/frame";
import { NotFoundPage, PageError } from "./frame/page-error";
import { lazyPage } from "./lazy-page";
import { queryClient } from "./query-client";

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search): { next?: string } => {
    // Only paths of this site: a link must not lead elsewhere after signing in.
    const next = text(search.next);
    return next?.startsWith("/") && !next.startsWith("//") ? { next } : {};
  },
  beforeLoad: async () => {
    const preflight = await queryClient.fetchQuery(preflightQuery).catch(() => null);
    if (preflight && !preflight.initiated) throw redirect({ to: "/signup", replace: true });
  },
  component: SignInPage,
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/signup",
  beforeLoad: async () => {
    const preflight = await queryClient.fetchQuery(preflightQuery).catch(() => null);
    if (preflight?.initiated) throw redirect({ to: "/login", replace: true });
  },
  component: SignUpPage,
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/signup/$inviteId",
  component: lazyPage(() => import("@/features/accounts/invitation-page"), "InvitationPage"),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyPage(() => import("@/features/accounts/forgot-password-page"), "ForgotPasswordPage"),
});

const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset/$userUuid/$token",
  component: lazyPage(() => import("@/features/accounts/new-password-page"), "NewPasswordPage"),
});

const shared = createRoute({
  getParentRoute: () => root,
  path: "/shared/$token",
  validateSearch: (search): { bare?: boolean } => ({ bare: search.bare === true || search.bare === 1 || undefined }),
  component: lazyPage(() => import("@/features/sharing/shared-page"), "SharedPage"),
});

// For the users of a project's app, who have no account here.
const previews = createRoute({
  getParentRoute: () => root,
  path: "/previews/$token",
  validateSearch: (search): { id?: string } => ({
    id: text(typeof search.id === "number" ? String(search.id) : search.id),
  }),
  component: lazyPage(() => import("@/features/flags/previews-page"), "PreviewsPage"),
});

// Everything behind it needs somebody signed in.
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiError && error.signedOut) {
        throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
      }
      throw error;
    }
  },
  component: Frame,
  errorComponent: PageError,
  notFoundComponent: NotFoundPage,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: async () => {
    const me = await queryClient.ensureQueryData(meQuery);
    const projects = await queryClient.ensureQueryData(projectsQuery);
    const known = projects.results.find((project) => project.id === me.team?.id) ?? projects.results[0];
    if (!known) throw redirect({ to: "/new-project", replace: true });
    throw redirect({ to: "/project/$projectId", params: { projectId: String(known.id) }, replace: true });
  },
});

const newProject = createRoute({
  getParentRoute: () => inside,
  path: "/new-project",
  validateSearch: (search): { organization?: string } => ({ organization: text(search.organization) }),
  component: lazyPage(() => import("@/features/accounts/new-project-page"), "NewProjectPage"),
});

const newOrganization = createRoute({
  getParentRoute: () => inside,
  path: "/new-organization",
  component: lazyPage(() => import("@/features/accounts/new-organization-page"), "NewOrganizationPage"),
});

const project = createRoute({
  getParentRoute: () => inside,
  path: "/project/$projectId",
  beforeLoad: ({ params }) => queryClient.ensureQueryData(projectQuery(Number(params.projectId))).then(() => {}),
  errorComponent: PageError,
  notFoundComponent: NotFoundPage,
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  beforeLoad: async ({ params }) => {
    const some = await hasEvents(Number(params.projectId)).catch(() => true);
    throw redirect({ to: some ? "/project/$projectId/home" : "/project/$projectId/start", params, replace: true });
  },
});

const start = createRoute({
  getParentRoute: () => project,
  path: "start",
  component: lazyPage(() => import("@/features/accounts/start-page"), "StartPage"),
});

const live = createRoute({
  getParentRoute: () => project,
  path: "live",
  validateSearch: readEventFilters,
  component: lazyPage(() => import("@/features/events/live-page"), "LivePage"),
});

const events = createRoute({
  getParentRoute: () => project,
  path: "events",
  validateSearch: readEventsSearch,
  component: lazyPage(() => import("@/features/events/events-page"), "EventsPage"),
});

const event = createRoute({
  getParentRoute: () => project,
  path: "events/$uuid",
  component: lazyPage(() => import("@/features/events/event-page"), "EventPage"),
});

const persons = createRoute({
  getParentRoute: () => project,
  path: "persons",
  validateSearch: readPersonsSearch,
  component: lazyPage(() => import("@/features/persons/persons-page"), "PersonsPage"),
});

const person = createRoute({
  getParentRoute: () => project,
  path: "persons/$personId",
  validateSearch: readPersonSearch,
  // Begins to load when the pointer rests on a link; the page shows its own skeleton.
  loader: ({ params }) => {
    queryClient.prefetchQuery(personQuery(Number(params.projectId), params.personId));
  },
  component: lazyPage(() => import("@/features/persons/person-page"), "PersonPage"),
});

const groups = createRoute({
  getParentRoute: () => project,
  path: "groups",
  validateSearch: readGroupsSearch,
  component: lazyPage(() => import("@/features/groups/groups-page"), "GroupsPage"),
});

const group = createRoute({
  getParentRoute: () => project,
  path: "groups/$typeIndex/$groupKey",
  validateSearch: readGroupSearch,
  component: lazyPage(() => import("@/features/groups/group-page"), "GroupPage"),
});

const homePage = createRoute({
  getParentRoute: () => project,
  path: "home",
  component: lazyPage(() => import("@/features/home/home-page"), "HomePage"),
});

const web = createRoute({
  getParentRoute: () => project,
  path: "web",
  validateSearch: readWebSearch,
  component: lazyPage(() => import("@/features/web_analytics/web-analytics-page"), "WebAnalyticsPage"),
});

const insights = createRoute({ getParentRoute: () => project, path: "insights" });

const insightList = createRoute({
  getParentRoute: () => insights,
  path: "/",
  validateSearch: readInsightsSearch,
  component: lazyPage(() => import("@/features/insights/insights-page"), "InsightsPage"),
});

const newInsight = createRoute({
  getParentRoute: () => insights,
  path: "new",
  validateSearch: readInsightSearch,
  component: lazyPage(() => import("@/features/insights/insight-page"), "NewInsightPage"),
});

const savedInsight = createRoute({
  getParentRoute: () => insights,
  path: "$shortId",
  validateSearch: readInsightSearch,
  component: lazyPage(() => import("@/features/insights/insight-page"), "SavedInsightPage"),
});

const dashboards = createRoute({
  getParentRoute: () => project,
  path: "dashboards",
  component: lazyPage(() => import("@/features/dashboards/dashboards-page"), "DashboardsPage"),
});

const dashboard = createRoute({
  getParentRoute: () => project,
  path: "dashboards/$dashboardId",
  validateSearch: readDashboardSearch,
  component: lazyPage(() => import("@/features/dashboards/dashboard-page"), "DashboardPage"),
});

const actions = createRoute({ getParentRoute: () => project, path: "actions" });

const actionList = createRoute({
  getParentRoute: () => actions,
  path: "/",
  validateSearch: (search): { search?: string } => ({ search: text(search.search) }),
  component: lazyPage(() => import("@/features/actions/actions-page"), "ActionsPage"),
});

const newAction = createRoute({
  getParentRoute: () => actions,
  path: "new",
  component: lazyPage(() => import("@/features/actions/action-page"), "NewActionPage"),
});

const action = createRoute({
  getParentRoute: () => actions,
  path: "$actionId",
  component: lazyPage(() => import("@/features/actions/action-page"), "ActionPage"),
});

const annotations = createRoute({
  getParentRoute: () => project,
  path: "annotations",
  validateSearch: readAnnotationsSearch,
  component: lazyPage(() => import("@/features/annotations/annotations-page"), "AnnotationsPage"),
});

const alerts = createRoute({
  getParentRoute: () => project,
  path: "alerts",
  component: lazyPage(() => import("@/features/alerts/alerts-page"), "AlertsPage"),
});

const cohorts = createRoute({ getParentRoute: () => project, path: "cohorts" });

const cohortList = createRoute({
  getParentRoute: () => cohorts,
  path: "/",
  validateSearch: (search): { search?: string } => ({ search: text(search.search) }),
  component: lazyPage(() => import("@/features/cohorts/cohorts-page"), "CohortsPage"),
});

const newCohort = createRoute({
  getParentRoute: () => cohorts,
  path: "new",
  component: lazyPage(() => import("@/features/cohorts/cohort-page"), "NewCohortPage"),
});

const cohort = createRoute({
  getParentRoute: () => cohorts,
  path: "$cohortId",
  component: lazyPage(() => import("@/features/cohorts/cohort-page"), "CohortPage"),
});

const flags = createRoute({ getParentRoute: () => project, path: "flags" });

const flagList = createRoute({
  getParentRoute: () => flags,
  path: "/",
  validateSearch: (search): { search?: string } => ({ search: text(search.search) }),
  component: lazyPage(() => import("@/features/flags/flags-page"), "FlagsPage"),
});

const flag = createRoute({
  getParentRoute: () => flags,
  path: "$flagId",
  component: lazyPage(() => import("@/features/flags/flag-page"), "FlagPage"),
});

const earlyAccess = createRoute({ getParentRoute: () => project, path: "previews" });

const earlyAccessList = createRoute({
  getParentRoute: () => earlyAccess,
  path: "/",
  component: lazyPage(() => import("@/features/flags/early-access-page"), "EarlyAccessPage"),
});

const earlyAccessFeature = createRoute({
  getParentRoute: () => earlyAccess,
  path: "$previewId",
  component: lazyPage(() => import("@/features/flags/early-access-feature-page"), "EarlyAccessFeaturePage"),
});

const sql = createRoute({
  getParentRoute: () => project,
  path: "sql",
  validateSearch: readSqlSearch,
  component: lazyPage(() => import("@/features/sql/sql-page"), "SqlPage"),
});

const data = createRoute({
  getParentRoute: () => project,
  path: "data",
  validateSearch: readDataSearch,
  component: lazyPage(() => import("@/features/definitions/data-page"), "DataPage"),
});

const ingestion = createRoute({
  getParentRoute: () => project,
  path: "ingestion",
  component: lazyPage(() => import("@/features/ingestion/ingestion-page"), "IngestionPage"),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: "settings",
  component: lazyPage(() => import("@/features/accounts/settings/settings-page"), "SettingsPage"),
});

const settingsSection = createRoute({
  getParentRoute: () => settings,
  path: "$section",
  component: lazyPage(() => import("@/features/accounts/settings/settings-page"), "SettingsSection"),
});

const routeTree = root.addChildren([
  signIn,
  signUp,
  invitation,
  forgotPassword,
  newPassword,
  shared,
  previews,
  inside.addChildren([
    home,
    newProject,
    newOrganization,
    project.addChildren([
      projectHome,
      start,
      live,
      events,
      event,
      persons,
      person,
      groups,
      group,
      homePage,
      web,
      insights.addChildren([insightList, newInsight, savedInsight]),
      dashboards,
      dashboard,
      actions.addChildren([actionList, newAction, action]),
      alerts,
      annotations,
      cohorts.addChildren([cohortList, newCohort, cohort]),
      flags.addChildren([flagList, flag]),
      earlyAccess.addChildren([earlyAccessList, earlyAccessFeature]),
      sql,
      data,
      ingestion,
      settings.addChildren([settingsSection]),
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadDelay: 80,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: PageError,
  scrollRestoration: true,
  scrollToTopSelectors: ["#page"],
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
