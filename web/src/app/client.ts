// The one door to the server's API: same origin, cookie session, CSRF header, typed errors, and the signal that the
// server cannot be reached.
import { reportReachable, reportUnreachable } from "./reachability";

export interface ApiErrorBody {
  type: string;
  code: string;
  detail: string;
  attr: string | null;
}

export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly detail: string;
  readonly attr: string | null;
  readonly requestId: string | null;

  constructor(status: number, body: Partial<ApiErrorBody>, requestId: string | null) {
    super(body.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.type = body.type ?? "server_error";
    this.code = body.code ?? "error";
    this.detail = body.detail ?? `The server answered ${status} without an explanation.`;
    this.attr = body.attr ?? null;
    this.requestId = requestId;
  }

  // Nobody is signed in (any longer). 403 alone is not that: it also means "not allowed".
  get signedOut(): boolean {
    return this.status === 401 || this.code === "not_authenticated";
  }
}

export const unreachableCode = "unreachable";
export const csrfCookie = "leapfrog_csrf";

export function notSignedIn(): ApiError {
  const detail = "You are not signed in.";
  return new ApiError(401, { type: "authentication_error", code: "not_authenticated", detail }, null);
}

type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  body?: unknown;
  query?: Record<string, QueryValue>;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

// Leaves out parameters without a value, so that callers can pass what they have.
export function withQuery(path: string, query: Record<string, QueryValue> | undefined): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

export function readCookie(cookies: string, name: string): string | null {
  for (const part of cookies.split(";")) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return decodeURIComponent(value.join("="));
  }
  return null;
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? "GET";
  const headers: Record<string, string> = { accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET") headers["x-csrftoken"] = readCookie(document.cookie, csrfCookie) ?? "";
  try {
    return await fetch(withQuery(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    reportUnreachable();
    throw new ApiError(
      0,
      { type: "network_error", code: unreachableCode, detail: "The Leapfrog server cannot be reached." },
      null,
    );
  }
}

// A gateway in front of Leapfrog answers these when Leapfrog itself is gone; Leapfrog's own 503 carries a JSON body.
function fromGateway(response: Response): boolean {
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  return [502, 503, 504].includes(response.status) && !json;
}

// Throws ApiError for every answer that is not 2xx and when there is no answer.
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  if (fromGateway(response)) reportUnreachable();
  else reportReachable();
  const text = await response.text();
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (!response.ok) {
    throw new ApiError(response.status, (body ?? {}) as Partial<ApiErrorBody>, response.headers.get("x-request-id"));
  }
  return body as T;
}

// A sentence for a toast or below a form.
export function errorText(error: unknown): string {
  if (error instanceof ApiError) return error.detail;
  return error instanceof Error ? error.message : "Something went wrong.";
}
