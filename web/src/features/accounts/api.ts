// Users, organisations, projects and keys as the server gives them. The only place that knows their shapes and paths.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { csrfCookie, notSignedIn, readCookie, request } from "@/app/client";

export interface Preflight {
  initiated: boolean;
  // Whether the server can send e-mail.
  email_service_available: boolean;
}

export interface OrganizationBasic {
  id: string;
  name: string;
  membership_level: number | null;
}

export interface ProjectBasic {
  id: number;
  name: string;
  organization: string;
}

export interface PropertyFilter {
  key: string;
  value: string | number | boolean | Array<string | number> | null;
  operator: string;
  type: string;
}

export interface Project extends ProjectBasic {
  uuid: string;
  api_token: string;
  // Only in the answer to its creation.
  secret_api_token?: string | null;
  secret_api_token_mask?: string | null;
  timezone: string;
  week_start_day?: number | null;
  test_account_filters?: PropertyFilter[];
  anonymize_ips?: boolean;
  autocapture_opt_out?: boolean | null;
  autocapture_exceptions_opt_in?: boolean | null;
  autocapture_web_vitals_opt_in?: boolean | null;
  capture_dead_clicks?: boolean | null;
  capture_performance_opt_in?: boolean | null;
  capture_console_log_opt_in?: boolean | null;
  heatmaps_opt_in?: boolean | null;
  surveys_opt_in?: boolean | null;
  session_recording_opt_in?: boolean;
  app_urls?: string[];
  person_display_name_properties?: string[] | null;
  ingested_event?: boolean;
  created_at?: string;
}

export interface Me {
  id: number;
  uuid: string;
  distinct_id?: string;
  first_name: string;
  last_name?: string;
  email: string;
  organization: OrganizationBasic | null;
  organizations?: OrganizationBasic[];
  team: ProjectBasic | null;
}

export interface Page<T> {
  count?: number;
  next: string | null;
  previous?: string | null;
  results: T[];
}

export const preflightQuery = queryOptions({
  queryKey: ["preflight"],
  queryFn: ({ signal }) => request<Preflight>("/_preflight/", { signal }),
  staleTime: 0,
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => {
    // It comes and goes with the session: without it there is nobody to ask about.
    if (readCookie(document.cookie, csrfCookie) === null) throw notSignedIn();
    return request<Me>("/api/users/@me/", { signal });
  },
  staleTime: 60_000,
});

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => request<Page<ProjectBasic>>("/api/projects/", { query: { limit: 200 }, signal }),
});

export const projectQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id],
    queryFn: ({ signal }) => request<Project>(`/api/projects/${id}/`, { signal }),
    staleTime: 60_000,
  });

// The project whose pages are open; set by the frame.
export const ProjectContext = createContext<Project | null>(null);

export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject is for pages inside a project");
  return project;
}

export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

// The organisation of the project whose pages are open: what one sees of it is what belongs to the project, whatever
// was chosen last in another window.
export function useOrganization(): OrganizationBasic {
  const { organization } = useProject();
  const known = useMe()?.organizations?.find(({ id }) => id === organization);
  return known ?? { id: organization, name: "", membership_level: null };
}

export interface Credentials {
  email: string;
  password: string;
}

export interface SignUp extends Credentials {
  first_name: string;
  organization_name: string;
}

export const signIn = (body: Credentials) => request<unknown>("/api/login/", { method: "POST", body });
export const signUp = (body: SignUp) => request<unknown>("/api/signup/", { method: "POST", body });
export const signOut = () => request<unknown>("/api/logout/", { method: "POST" });

// What an invitation link leads to.
export interface InvitationPreview {
  id: string;
  target_email?: string | null;
  first_name?: string | null;
  organization_name: string;
}

export const invitationQuery = (id: string) =>
  queryOptions({
    queryKey: ["invitation", id],
    queryFn: ({ signal }) => request<InvitationPreview>(`/api/signup/${encodeURIComponent(id)}/`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const acceptInvitation = (id: string, body: { first_name?: string; email?: string; password?: string }) =>
  request<unknown>(`/api/signup/${encodeURIComponent(id)}/`, { method: "POST", body });

// In the organisation chosen last, unless another is named.
export const createProject = (name: string, organization?: string) =>
  request<Project>(organization ? `/api/organizations/${organization}/projects/` : "/api/projects/", {
    method: "POST",
    body: { name },
  });

const adminLevel = 8;

export const mayMakeProjects = ({ membership_level }: OrganizationBasic) => (membership_level ?? 0) >= adminLevel;

export const createOrganization = (name: string) =>
  request<OrganizationBasic>("/api/organizations/", { method: "POST", body: { name } });

// Which project is meant where none is named: by "@current", and after signing in.
export const setCurrentProject = (id: number) =>
  request<Me>("/api/users/@me/", { method: "PATCH", body: { set_current_team: id } });

// A link for a new password, to that address; the answer says nothing about whether somebody has it.
export const askForReset = (email: string) => request<void>("/api/reset/", { method: "POST", body: { email } });

export const resetLinkQuery = (uuid: string, token: string) =>
  queryOptions({
    queryKey: ["reset", uuid, token],
    queryFn: async ({ signal }) => {
      await request<void>(`/api/reset/${encodeURIComponent(uuid)}/`, { query: { token }, signal });
      return true;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

// Sets the password and signs in.
export const setPasswordByLink = (uuid: string, token: string, password: string) =>
  request<unknown>(`/api/reset/${encodeURIComponent(uuid)}/`, { method: "POST", body: { token, password } });

// Changes settings at once on the screen and takes them back when the server refuses.
export function useUpdateProject(id: number) {
  const client = useQueryClient();
  const { queryKey } = projectQuery(id);
  return useMutation({
    mutationFn: (changes: Partial<Project>) =>
      request<Project>(`/api/projects/${id}/`, { method: "PATCH", body: changes }),
    onMutate: async (changes) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<Project>(queryKey);
      if (before) client.setQueryData(queryKey, { ...before, ...changes });
      return { before };
    },
    onError: (_error, _changes, context) => {
      if (context?.before) client.setQueryData(queryKey, context.before);
    },
    onSuccess: (project) => {
      client.setQueryData(queryKey, project);
      client.invalidateQueries({ queryKey: projectsQuery.queryKey });
    },
  });
}
