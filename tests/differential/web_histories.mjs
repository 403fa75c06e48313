// Visits to an invented website: sessions that go over midnight, last for days, come back after them, have two people in
// them or no page at all; events of one moment; texts that are empty; places of one name in several countries.
import { makeActions } from "./histories.mjs";
import { calendarOf } from "./reference/calendar.mjs";

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"];
const anchors = ["2026-03-05", "2026-03-26", "2025-10-30", "2025-12-28"];
const views = ["$pageview", "$pageview", "$pageview", "$pageview", "$screen", "$pageleave"];
const names = [
  ...views,
  "$autocapture",
  "$autocapture",
  "$rageclick",
  "$dead_click",
  "$exception",
  "$web_vitals",
  "sign up",
];
export const paths = ["/", "/pricing", "/docs/1", "/docs/2", ""];
export const domains = ["$direct", "$direct", "www.google.com", "news.ycombinator.com", "blog.example", ""];
const sources = ["google", "somewhere", ""];
const mediums = ["cpc", "email", "other"];
const campaigns = ["spring", "Cross-Network", ""];
const referrers = ["https://a.example/docs/1?x=1", "https://a.example", "https://b.example/y", "$direct", ""];
const clicks = ["https://b.example/x?y", "https://b.example/x", "https://b.example/x#z", "", null];
const places = [
  ["DE", "BE", "Berlin", "Berlin"],
  ["DE", "HE", "Hesse", "Berlin"],
  ["US", "NH", "New Hampshire", "Berlin"],
];
const devices = [
  { $os: "Linux", $device_type: "Desktop", $viewport_width: 1280, $viewport_height: 800, $timezone_offset: -60 },
  { $os: "iOS", $device_type: "Mobile", $viewport_width: 390, $viewport_height: 844, $timezone_offset: 330 },
  { $os: "", $viewport_width: 0, $viewport_height: 844, $browser_language: "de-DE", $timezone_offset: 0 },
  { $browser_language: "en-US", $viewport_width: "1280", $viewport_height: 800 },
];

const minute = 60_000;

export function randomVisits(random) {
  const zone = random.pick(zones);
  const mondays = random.chance(0.5);
  const calendar = calendarOf(zone, mondays);
  const first = calendar.startOfDay(Date.parse(`${random.pick(anchors)}T12:00:00Z`));
  const days = random.between(2, 8);
  const people = random.between(1, 6);
  const identified = new Set();
  const events = [];
  const visits = random.between(1, 25);
  for (let i = 0; i < visits; ++i) {
    const who = random.between(0, people - 1);
    const anonymous = `anon-${who}-${random.between(0, 1)}`;
    const session = `session ${random.chance(0.9) ? `${who}-${i}` : random.between(0, 2)}`;
    let at = first + random.between(0, days * 24 * 60) * minute;
    if (random.chance(0.2)) at = calendar.startOfDay(at) + random.pick([-1000, -1, 0, 1]);
    const origin = {};
    if (random.chance(0.8)) origin.$referring_domain = random.pick(domains);
    if (random.chance(0.3)) origin.utm_source = random.pick(sources);
    if (random.chance(0.3)) origin.utm_medium = random.pick(mediums);
    if (random.chance(0.1)) origin.gclid = random.pick(["x", ""]);
    if (random.chance(0.3)) origin.utm_campaign = random.pick(campaigns);
    if (random.chance(0.2)) origin.utm_term = random.pick(["analytics", ""]);
    if (random.chance(0.2)) origin.utm_content = random.pick(["banner", "text"]);
    const device = random.pick(devices);
    const place = random.chance(0.7) ? random.pick(places) : undefined;
    const browser = random.pick(["Chrome", "Safari", null]);
    const length = random.between(1, 6);
    for (let step = 0; step < length; ++step) {
      if (random.chance(0.08) && !identified.has(anonymous)) {
        identified.add(anonymous);
        events.push(
          event(random, at, `user-${who}`, "$identify", { $anon_distinct_id: anonymous, $session_id: session }),
        );
      }
      const path = random.pick(paths);
      const properties = { $browser: browser, ...device };
      if (place) {
        const [$geoip_country_code, code, name, $geoip_city_name] = place;
        Object.assign(properties, { $geoip_country_code, $geoip_city_name });
        Object.assign(properties, { $geoip_subdivision_1_code: code, $geoip_subdivision_1_name: name });
      }
      if (random.chance(0.95)) properties.$session_id = session;
      if (random.chance(0.85)) {
        properties.$current_url = path && random.chance(0.95) ? `https://a.example${path}` : "";
        properties.$host = "a.example";
        properties.$pathname = path;
        Object.assign(properties, random.chance(0.9) ? origin : {});
      }
      const name = random.pick(names);
      if (name === "$pageleave" || random.chance(0.2)) {
        properties.$prev_pageview_pathname = random.pick(paths);
        properties.$prev_pageview_max_content_percentage = random.pick([0.1, 0.5, 0.8, 1, null]);
      }
      if (random.chance(0.3)) {
        properties.$referrer = random.pick(referrers);
        properties.$referring_domain ??= random.pick(domains);
      }
      if (name === "$autocapture") properties.$external_click_url = random.pick(clicks);
      if (name === "$screen") properties.$screen_name = random.pick(["Home", "Settings", ""]);
      if (name === "$web_vitals") {
        if (random.chance(0.9))
          properties.$web_vitals_LCP_value = random.pick([800, 2500, 2500.5, 4000, 4100, "900", null]);
        if (random.chance(0.5)) properties.$web_vitals_CLS_value = random.pick([0, 0.1, 0.25, 0.3]);
      }
      events.push(event(random, at, random.chance(0.5) ? `user-${who}` : anonymous, name, properties));
      if (random.chance(0.85)) at += random.pick([1, 500, 4000, 9999, 10_000, 20_000, 300_000, 30 * 60 * minute]);
    }
  }
  events.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
  return { zone, mondays, events, settings: { path_cleaning_filters: cleaningRules } };
}

// What the project's paths are cleaned by, and its actions.
export const cleaningRules = [{ regex: "/docs/\\d+", alias: "/docs/<id>", order: 0 }];
export const actions = [
  { name: "Signed up", steps: [{ event: "sign up" }] },
  { name: "Read about prices", steps: [{ event: "$pageview", url: "/pricing", url_matching: "contains" }] },
  { name: "Left or signed up", steps: [{ event: "$pageleave" }, { event: "sign up" }] },
  { name: "Never", steps: [{ event: "never" }] },
];

randomVisits.prepare = makeActions(actions);

function event(random, at, distinct_id, name, properties) {
  return { uuid: random.uuid(), event: name, distinct_id, timestamp: new Date(at).toISOString(), properties };
}
