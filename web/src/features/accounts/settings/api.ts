// Members, invitations, keys, sessions and the activity log as the server gives them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { MailService, MailTest } from "@/app/api-types";
import { request } from "@/app/client";
import type { Page } from "../api";

export interface UserBasic {
  id: number;
  uuid: string;
  first_name: string;
  last_name?: string;
  email: string;
}

export interface Member {
  id: string;
  user: UserBasic;
  level: number;
  joined_at: string;
}

export interface Invite {
  id: string;
  target_email: string | null;
  first_name?: string;
  level?: number;
  is_expired?: boolean;
  // Whether the link was sent to the address.
  emailing_attempt_made?: boolean;
  // Only in the answer to its creation.
  link?: string;
  created_at: string;
  created_by?: UserBasic | null;
}

export interface PersonalKey {
  id: string;
  label: string;
  // Only in the answer to its creation.
  value?: string | null;
  mask_value?: string | null;
  scopes: string[];
  created_at: string;
  last_used_at: string | null;
}

export interface Session {
  id: string;
  user_agent?: string | null;
  ip?: string | null;
  is_current?: boolean;
  created_at: string;
  last_seen_at?: string | null;
}

export interface Activity {
  id: string | number;
  user?: Partial<UserBasic> | null;
  is_system?: boolean;
  activity: string;
  scope: string;
  item_id?: string | null;
  detail?: { name?: string | null; changes?: ActivityChange[] | null } | null;
  created_at: string;
}

export interface ActivityChange {
  field?: string | null;
  action?: string;
  before?: unknown;
  after?: unknown;
}

// Some lists answer with a page, others with a plain list.
function rowsOf<T>(answer: Page<T> | T[]): T[] {
  return Array.isArray(answer) ? answer : answer.results;
}

function listQuery<T>(queryKey: readonly unknown[], path: string) {
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) => rowsOf(await request<Page<T> | T[]>(path, { signal })),
  });
}

const pathOf = (organization: string) => `/api/organizations/${organization}/`;

export const membersQuery = (organization: string) =>
  listQuery<Member>(["organization", organization, "members"], `${pathOf(organization)}members/`);
export const invitesQuery = (organization: string) =>
  listQuery<Invite>(["organization", organization, "invites"], `${pathOf(organization)}invites/`);
export const keysQuery = listQuery<PersonalKey>(["personal-keys"], "/api/personal_api_keys/");
export const sessionsQuery = listQuery<Session>(["sessions"], "/api/users/@me/sessions/");
const activityPage = 50;

// `scope` is the server's word for what was changed; "" for everything.
export const activityQuery = (projectId: number, scope: string) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "activity", scope],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Activity>>(`/api/projects/${projectId}/activity_log/`, {
        query: { scope, limit: activityPage, offset: pageParam },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => (page.next ? pages.length * activityPage : undefined),
  });

// The newest changes alone.
export const recentActivityQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "activity", "recent"],
    queryFn: ({ signal }) =>
      request<Page<Activity>>(`/api/projects/${projectId}/activity_log/`, { query: { limit: 100 }, signal }),
  });

export const renameOrganization = (organization: string, name: string) =>
  request<unknown>(pathOf(organization), { method: "PATCH", body: { name } });
export const changeMember = (organization: string, userUuid: string, level: number) =>
  request<unknown>(`${pathOf(organization)}members/${userUuid}/`, { method: "PATCH", body: { level } });
export const removeMember = (organization: string, userUuid: string) =>
  request<unknown>(`${pathOf(organization)}members/${userUuid}/`, { method: "DELETE" });

export interface NewInvite {
  target_email: string | null;
  level: number;
  message?: string;
  // Otherwise only the link is made.
  send_email?: boolean;
}
export const createInvite = (organization: string, body: NewInvite) =>
  request<Invite>(`${pathOf(organization)}invites/`, { method: "POST", body });
export const withdrawInvite = (organization: string, id: string) =>
  request<unknown>(`${pathOf(organization)}invites/${id}/`, { method: "DELETE" });

export const mailQuery = (organization: string) =>
  queryOptions({
    queryKey: ["organization", organization, "mail"],
    queryFn: ({ signal }) => request<MailService>(`${pathOf(organization)}mail/`, { signal }),
  });
// One letter, now, to whoever asks.
export const testMail = (organization: string) =>
  request<MailTest>(`${pathOf(organization)}mail/test/`, { method: "POST" });

export const createKey = (body: { label: string; scopes: string[] }) =>
  request<PersonalKey>("/api/personal_api_keys/", { method: "POST", body });
export const revokeKey = (id: string) => request<unknown>(`/api/personal_api_keys/${id}/`, { method: "DELETE" });
export const endSession = (id: string) => request<unknown>(`/api/users/@me/sessions/${id}/`, { method: "DELETE" });
export const endOtherSessions = () => request<unknown>("/api/users/@me/sessions/", { method: "DELETE" });
export const changeMe = (body: Record<string, unknown>) =>
  request<unknown>("/api/users/@me/", { method: "PATCH", body });
