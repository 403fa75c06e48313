// Events for tests to send, and the body forms that clients have used for them over the years.

import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import LZString from "lz-string";

// An event with a uuid of its own; anything given replaces what is here.
export function anEvent(fields = {}) {
  return {
    uuid: randomUUID(),
    event: "test event",
    distinct_id: `user-${randomUUID()}`,
    timestamp: new Date().toISOString(),
    properties: {},
    ...fields,
  };
}

const form = "application/x-www-form-urlencoded";
const base64 = (text) => Buffer.from(text, "utf8").toString("base64");

// Every encoding of a JSON text that capture accepts: name → (json) => {headers, body, query}.
export const encodings = {
  JSON: (json) => ({ headers: { "content-type": "application/json" }, body: json }),
  "JSON as text/plain": (json) => ({ headers: { "content-type": "text/plain" }, body: json }),
  "JSON without a content type": (json) => ({ headers: {}, body: json }),
  "gzip by header": (json) => ({
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body: gzipSync(json),
  }),
  "gzip by query": (json) => ({
    headers: { "content-type": "text/plain" },
    body: gzipSync(json),
    query: "compression=gzip",
  }),
  "gzip-js by query": (json) => ({
    headers: { "content-type": "text/plain" },
    body: gzipSync(json),
    query: "compression=gzip-js",
  }),
  "gzip by its first bytes alone": (json) => ({ headers: { "content-type": "text/plain" }, body: gzipSync(json) }),
  "base64 form": (json) => ({
    headers: { "content-type": form },
    body: `data=${encodeURIComponent(base64(json))}`,
    query: "compression=base64",
  }),
  "base64 form, plus signs unescaped": (json) => ({ headers: { "content-type": form }, body: `data=${base64(json)}` }),
  "base64 form, compression in the form": (json) => ({
    headers: { "content-type": form },
    body: `data=${encodeURIComponent(base64(json))}&compression=base64`,
  }),
  "base64 body": (json) => ({ headers: { "content-type": "text/plain" }, body: base64(json) }),
  "JSON form": (json) => ({ headers: { "content-type": form }, body: `data=${encodeURIComponent(json)}` }),
  "lz64 form": (json) => ({
    headers: { "content-type": form },
    body: `data=${encodeURIComponent(LZString.compressToBase64(json))}&compression=lz64`,
  }),
};

// 46 properties, about 1.4 kB: what a page view of a real product looks like.
export function realisticProperties(n, random) {
  const paths = ["/", "/pricing", "/docs", "/app/projects", "/app/settings", "/blog/launch"];
  const path = random.pick(paths);
  const session = random.uuid();
  return {
    $os: random.pick(["Mac OS X", "Windows", "Linux", "iOS", "Android"]),
    $os_version: "10.15.7",
    $browser: random.pick(["Chrome", "Firefox", "Safari"]),
    $browser_version: random.between(90, 130),
    $device_type: random.pick(["Desktop", "Mobile"]),
    $device: "Macintosh",
    $timezone: "Europe/Vienna",
    $current_url: `https://app.example.com${path}?tab=${n % 7}`,
    $host: "app.example.com",
    $pathname: path,
    $raw_user_agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
    $browser_language: "en-GB",
    $browser_language_prefix: "en",
    $screen_height: 1080,
    $screen_width: 1920,
    $viewport_height: 900 + (n % 100),
    $viewport_width: 1500 + (n % 200),
    $lib: "web",
    $lib_version: "1.449.2",
    $insert_id: random.uuid().slice(0, 16),
    $time: 1790000000 + n / 10,
    $referrer: "https://www.google.com/",
    $referring_domain: "www.google.com",
    $search_engine: "google",
    $device_id: random.uuid(),
    $session_id: session,
    $window_id: random.uuid(),
    $pageview_id: random.uuid(),
    $is_identified: n % 3 === 0,
    $process_person_profile: true,
    $lib_rate_limit_remaining_tokens: 99.5,
    $config_defaults: "2026-01-30",
    title: "Projects – Example",
    plan: random.pick(["free", "team", "scale"]),
    account_age_days: random.between(0, 900),
    feature_beta: random.chance(0.5),
    items: random.between(1, 40),
    amount: random.between(100, 99999) / 100,
    currency: "EUR",
    utm_source: "newsletter",
    utm_medium: "email",
    utm_campaign: "autumn-launch",
    experiment_variant: random.pick(["control", "test"]),
    latency_ms: random.between(3, 900),
    component: "ProjectList",
    revision: `r${n % 50}`,
  };
}
