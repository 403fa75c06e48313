// What the dates of a question mean: every form, in the project's time zone, as resolved_date_range and as events counted.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { ask, results } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let newYork;
before(async () => {
  leapfrog = await startLeapfrog({ label: "dates" });
  newYork = await leapfrog.newProject("New York");
  const settings = { timezone: "America/New_York", week_start_day: 1 };
  await leapfrog.must(`/api/projects/${newYork.id}/`, { method: "PATCH", body: settings });
  const at = (timestamp) => anEvent({ event: "e", timestamp });
  // Around the 8th of March, on which the clocks of New York go forward at 07:00 UTC.
  const times = ["08T04:59:59.999", "08T05:00:00.000", "08T12:00:00.000", "09T03:59:59.999", "09T04:00:00.000"];
  const events = times.map((time) => at(`2026-03-${time}Z`));
  await leapfrog.capture(events, { token: newYork.token, historical_migration: true });
  await leapfrog.flush(newYork);
});
after(() => leapfrog?.stop());

const question = (dateRange, more = {}) => ({ kind: "TrendsQuery", series: [{ event: "e" }], dateRange, ...more });
async function meant(dateRange, { project = leapfrog.project, ...more } = {}) {
  const answer = await ask(leapfrog, project, question(dateRange, more));
  assert.equal(answer.status, 200, JSON.stringify(answer));
  const { date_from, date_to } = answer.resolved_date_range;
  return [date_from, date_to].map((date) => new Date(date).toISOString());
}
const count = async (dateRange, more) => {
  const total = { trendsFilter: { display: "BoldNumber" }, ...more };
  return (await results(leapfrog, newYork, question(dateRange, total)))[0].aggregated_value;
};

// Parts of a time in UTC, moved and rounded.
const moved = (now, { years = 0, months = 0, days = 0, hours = 0, minutes = 0 }) => {
  const to = new Date(now);
  to.setUTCDate(1);
  to.setUTCFullYear(to.getUTCFullYear() + years, to.getUTCMonth() + months);
  const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(new Date(now).getUTCDate(), last));
  return new Date(to.getTime() + days * 86_400_000 + hours * 3_600_000 + minutes * 60_000);
};
const startOf = (unit, date) => {
  const parts = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
  ];
  const kept = { year: 1, month: 2, day: 3, hour: 4, minute: 5 }[unit];
  return new Date(Date.UTC(...parts.map((part, i) => (i < kept ? part : i === 2 ? 1 : 0)))).toISOString();
};
const endOf = (unit, date) => {
  const start = new Date(startOf(unit, date));
  const next = { hour: { hours: 1 }, day: { days: 1 }, month: { months: 1 }, year: { years: 1 } }[unit];
  return new Date(moved(start, next).getTime() - 1).toISOString();
};

// The clock may go on to the next minute, or day, while the question is under way.
async function assertMeans(dateRange, expected, more) {
  const earliest = expected(new Date());
  const actual = await meant(dateRange, more);
  const latest = expected(new Date());
  assert.ok(
    [earliest, latest].some((range) => JSON.stringify(range) === JSON.stringify(actual)),
    `${JSON.stringify(dateRange)} is ${actual}, not ${earliest}`,
  );
}

describe("date_from, from which on it is until the end of today", () => {
  const forms = {
    "nothing: the last seven days": [undefined, (now) => startOf("day", moved(now, { days: -7 }))],
    "-7d": ["-7d", (now) => startOf("day", moved(now, { days: -7 }))],
    "-24h, rounded to the hour": ["-24h", (now) => startOf("hour", moved(now, { hours: -24 }))],
    "-1w": ["-1w", (now) => startOf("day", moved(now, { days: -7 }))],
    "-3m": ["-3m", (now) => startOf("day", moved(now, { months: -3 }))],
    "-2q": ["-2q", (now) => startOf("day", moved(now, { months: -6 }))],
    "-1y": ["-1y", (now) => startOf("day", moved(now, { years: -1 }))],
    dStart: ["dStart", (now) => startOf("day", now)],
    "-1dStart": ["-1dStart", (now) => startOf("day", moved(now, { days: -1 }))],
    "-1dEnd": ["-1dEnd", (now) => endOf("day", moved(now, { days: -1 }))],
    mStart: ["mStart", (now) => startOf("month", now)],
    "-1mStart": ["-1mStart", (now) => startOf("month", moved(new Date(startOf("month", now)), { months: -1 }))],
    yStart: ["yStart", (now) => startOf("year", now)],
    "a date": ["2026-03-02", () => "2026-03-02T00:00:00.000Z"],
    "a time": ["2026-03-02T10:30:00", () => "2026-03-02T10:30:00.000Z"],
    "a time with Z": ["2026-03-02T10:30:00Z", () => "2026-03-02T10:30:00.000Z"],
    "a time with an offset": ["2026-03-02T10:30:00+02:00", () => "2026-03-02T08:30:00.000Z"],
    "a time with parts of a second": ["2026-03-02T10:30:00.250Z", () => "2026-03-02T10:30:00.250Z"],
    "a time after a blank": ["2026-03-02 10:30:00", () => "2026-03-02T10:30:00.000Z"],
  };
  for (const [name, [date_from, expected]] of Object.entries(forms)) {
    it(name, () => assertMeans({ date_from }, (now) => [expected(now), endOf("day", now)]));
  }
  it("-30M of a chart by minute", () =>
    assertMeans(
      { date_from: "-30M" },
      (now) => [
        startOf("minute", moved(now, { minutes: -30 })),
        new Date(new Date(startOf("minute", now)).getTime() + 59_999).toISOString(),
      ],
      { interval: "minute" },
    ));
  it("-3h of a chart by hour, until the end of the hour", () =>
    assertMeans({ date_from: "-3h" }, (now) => [startOf("hour", moved(now, { hours: -3 })), endOf("hour", now)], {
      interval: "hour",
    }));
  it("all: from the first event on", async () => {
    const [from] = await meant({ date_from: "all", date_to: "2026-03-10" }, { project: newYork });
    assert.equal(from, "2026-03-07T05:00:00.000Z");
    assert.equal(await count({ date_from: "all", date_to: "2026-03-10" }), 5);
  });
});

describe("date_to", () => {
  const from = "2026-01-01";
  const forms = {
    "a date: its whole day": ["2026-03-02", () => "2026-03-02T23:59:59.999Z"],
    "a time": ["2026-03-02T10:30:00", () => "2026-03-02T10:30:00.000Z"],
    "-1d: the whole day": ["-1d", (now) => endOf("day", moved(now, { days: -1 }))],
    "-1dStart": ["-1dStart", (now) => startOf("day", moved(now, { days: -1 }))],
    "-1dEnd": ["-1dEnd", (now) => endOf("day", moved(now, { days: -1 }))],
    "-1mEnd": ["-1mEnd", (now) => endOf("month", moved(new Date(startOf("month", now)), { months: -1 }))],
  };
  for (const [name, [date_to, expected]] of Object.entries(forms)) {
    it(name, () => assertMeans({ date_from: from, date_to }, (now) => [`${from}T00:00:00.000Z`, expected(now)]));
  }
});

describe("explicitDate keeps the time of day", () => {
  it("of dates that are given", async () => {
    const exact = { date_from: "2026-03-02T10:30:00Z", date_to: "2026-03-03T11:00:00Z", explicitDate: true };
    assert.deepEqual(await meant(exact), ["2026-03-02T10:30:00.000Z", "2026-03-03T11:00:00.000Z"]);
  });
  it("of a date without one, which is midnight", async () => {
    const exact = { date_from: "2026-03-02", date_to: "2026-03-03", explicitDate: true };
    assert.deepEqual(await meant(exact), ["2026-03-02T00:00:00.000Z", "2026-03-03T00:00:00.000Z"]);
  });
  it("of now", async () => {
    const earliest = Date.now();
    const [from, to] = await meant({ date_from: "-2d", explicitDate: true });
    assert.ok(Date.parse(to) >= earliest - 1 && Date.parse(to) <= Date.now());
    assert.equal(Date.parse(to) - Date.parse(from), 2 * 86_400_000);
  });
});

describe("in the project's time zone", () => {
  it("a day of 23 hours is from midnight to midnight, both ends included", async () => {
    const day = { date_from: "2026-03-08", date_to: "2026-03-08" };
    assert.deepEqual(await meant(day, { project: newYork }), ["2026-03-08T05:00:00.000Z", "2026-03-09T03:59:59.999Z"]);
    assert.equal(await count(day), 3);
    assert.equal(await count({ date_from: "2026-03-07", date_to: "2026-03-07" }), 1);
    assert.equal(await count({ date_from: "2026-03-09", date_to: "2026-03-09" }), 1);
  });
  it("a time without a zone is the project's", async () => {
    const range = { date_from: "2026-03-08T00:00:00", date_to: "2026-03-08T08:00:00" };
    assert.deepEqual(await meant(range, { project: newYork }), [
      "2026-03-08T05:00:00.000Z",
      "2026-03-08T12:00:00.000Z",
    ]);
    assert.equal(await count(range), 2);
  });
  it("weeks begin on the project's day", async () => {
    const [item] = await results(
      leapfrog,
      newYork,
      question({ date_from: "2026-03-02", date_to: "2026-03-09" }, { interval: "week" }),
    );
    assert.deepEqual(
      [item.days, item.data],
      [
        ["2026-03-02", "2026-03-09"],
        [4, 1],
      ],
    );
  });
  it("months and years by the calendar, from the last day of a long month to that of a short one", async () => {
    const [item] = await results(
      leapfrog,
      newYork,
      question({ date_from: "2026-01-31", date_to: "2026-03-31" }, { interval: "month" }),
    );
    assert.deepEqual(
      [item.days, item.data],
      [
        ["2026-01-01", "2026-02-01", "2026-03-01"],
        [0, 0, 5],
      ],
    );
  });
});

describe("what is refused, naming the place", () => {
  for (const [name, dateRange, attr] of [
    ["a word", { date_from: "soon" }, "query.dateRange.date_from"],
    ["a day that is none", { date_from: "2026-02-30" }, "query.dateRange.date_from"],
    ["an hour that is none", { date_to: "2026-02-20T25:00:00" }, "query.dateRange.date_to"],
    ["an unknown unit", { date_from: "-7x" }, "query.dateRange.date_from"],
    ["a range that ends first", { date_from: "-1d", date_to: "-2d" }, "query.dateRange.date_to"],
  ]) {
    it(name, async () => {
      const answer = await ask(leapfrog, leapfrog.project, question(dateRange));
      assert.deepEqual([answer.status, answer.attr], [400, attr], answer.detail);
    });
  }
});
