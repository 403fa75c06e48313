// A week of visits to a website that can be counted by hand, for the tests of sessions and web analytics.
import { anEvent } from "./events.mjs";

export const week = { date_from: "2026-03-02", date_to: "2026-03-08" }; // Monday to Sunday
export const session = (n) => `019caaaa-0000-7000-8000-00000000000${n}`;

function seen(event, who, n, at, path, properties = {}) {
  return anEvent({
    event,
    distinct_id: who,
    timestamp: `2026-${at}Z`,
    properties: {
      ...(n ? { $session_id: session(n) } : {}),
      ...(path
        ? { $current_url: `https://a.example${path}`, $host: "a.example", $pathname: path.replace(/\?.*$/, "") }
        : {}),
      ...properties,
    },
  });
}

const fromGoogle = { $referring_domain: "www.google.com", $referrer: "https://www.google.com/" };
const direct = { $referring_domain: "$direct", $referrer: "$direct" };
const vienna = {
  $geoip_country_code: "AT",
  $geoip_city_name: "Vienna",
  $geoip_subdivision_1_code: "9",
  $geoip_subdivision_1_name: "Vienna",
  $browser: "Chrome",
  $os: "Linux",
  $device_type: "Desktop",
  $browser_language: "de-AT",
  $timezone_offset: -60,
  $viewport_width: 1440,
  $viewport_height: 900,
};

// ann comes by an advertisement, clicks, reads about prices, leaves for a shop and signs up: 150 s.
const ann = [
  seen("$pageview", "ann", 1, "03-03T10:00:00", "/?utm_source=google&utm_medium=cpc", {
    ...fromGoogle,
    ...vienna,
    utm_source: "google",
    utm_medium: "cpc",
    utm_campaign: "spring",
    gclid: "x1",
  }),
  seen("$autocapture", "ann", 1, "03-03T10:00:05", "/", {
    ...vienna,
    $event_type: "click",
    $external_click_url: "https://shop.example/buy?x=1",
  }),
  seen("$pageview", "ann", 1, "03-03T10:01:00", "/pricing", { ...vienna, $prev_pageview_pathname: "/" }),
  seen("$pageleave", "ann", 1, "03-03T10:02:00", "/pricing", {
    ...vienna,
    $prev_pageview_pathname: "/pricing",
    $prev_pageview_max_content_percentage: 0.9,
  }),
  seen("signed_up", "ann", 1, "03-03T10:02:30", "/pricing", vienna),
];
// bob looks at one post and is gone; the day after he comes back to the front page for nine seconds.
const bob = [
  seen("$pageview", "bob", 2, "03-03T11:00:00", "/blog/1", {
    $referring_domain: "news.ycombinator.com",
    $referrer: "https://news.ycombinator.com/item?id=1",
    $browser: "Firefox",
  }),
  seen("$pageview", "bob", 3, "03-04T09:00:00", "/", { ...direct, $browser: "Firefox" }),
  seen("$pageleave", "bob", 3, "03-04T09:00:09", "/", {
    $prev_pageview_pathname: "/",
    $prev_pageview_max_content_percentage: 0.5,
    $browser: "Firefox",
  }),
];
// cat's visit goes over midnight: 40 s.
const cat = [
  seen("$pageview", "cat", 4, "03-05T23:59:50", "/", direct),
  seen("$pageview", "cat", 4, "03-06T00:00:30", "/pricing", { $referrer: "https://a.example/" }),
  seen("$rageclick", "cat", 4, "03-06T00:00:20", "/pricing"),
];
const dan = [seen("$screen", "dan", 5, "03-05T12:00:00", undefined, { $screen_name: "Home" })];
// eve's visit begins in the week before.
const eve = [
  seen("$pageview", "eve", 6, "03-01T23:59:00", "/", direct),
  seen("$pageview", "eve", 6, "03-02T00:01:00", "/pricing", direct),
];
const fay = [seen("$pageview", "fay", 7, "02-25T10:00:00", "/", direct)];
const server = [seen("$pageview", "ann", undefined, "03-03T12:00:00", "/")];

export const visits = [...ann, ...bob, ...cat, ...dan, ...eve, ...fay, ...server];
