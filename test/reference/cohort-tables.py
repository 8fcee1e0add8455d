"""Makes cohort-tables.json: cohort tables, growth accounting and stickiness of random logs, counted from the definitions of
docs/cohorts.md, member by member.

    python3 cohort-tables.py [cases, default 48] [seed, default 1] > cohort-tables.json

It shares no code with the library: time zones come from Python's zoneinfo, a calendar period is told by the local date alone,
and every cell looks at every event. Written for clarity, not speed.
"""
import json
import random
import sys
from datetime import date, datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
ROLLING_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
# Logs begin some days before a change of the clock, where the zone has one: Lord Howe's is of half an hour, Havana's and
# Sao Paulo's are at midnight, Apia left out 30 December 2011.
ZONES = {
    "UTC": "2024-02-20", "America/New_York": "2024-03-05", "Asia/Kathmandu": "2024-01-10",
    "Australia/Lord_Howe": "2024-04-01", "Pacific/Apia": "2011-12-22", "Pacific/Auckland": "2024-03-30",
    "Europe/Berlin": "2023-10-24", "America/Havana": "2024-10-28", "America/Sao_Paulo": "2018-02-12",
    "Asia/Kolkata": "2024-03-01", "Africa/Casablanca": "2024-03-04", "America/Asuncion": "2023-09-26",
}


@lru_cache(None)
def local(time, zone):
    return datetime.fromtimestamp(time // 1000, timezone.utc).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(None)
def hour_start(time, zone):
    """The latest minute at which the clock showed a whole hour, or jumped into another one."""
    minute = time // MINUTE * MINUTE
    while True:
        now, before = local(minute, zone), local(minute - MINUTE, zone)
        if now.minute == 0 or now.replace(minute=0) != before.replace(minute=0):
            return minute
        minute -= MINUTE


@lru_cache(None)
def hour_starts(zone, first, last):
    """The start of every hour from one minute to another."""
    return sorted({hour_start(minute * MINUTE, zone) for minute in range(first, last)})


class Calendar:
    """Calendar periods of a zone by number: equal numbers are one period, the next number is the next period."""

    def __init__(self, zone, period, week_start, first, last):
        self.zone, self.period, self.week_start = zone, period, week_start
        if period == "hour":
            self.starts = hour_starts(zone, first // MINUTE - 180, last // MINUTE + 6 * 1440)

    def number(self, time):
        if self.period == "hour":
            return self.starts.index(hour_start(time, self.zone))
        day = local(time, self.zone).date()
        if self.period == "day":
            return day.toordinal()
        if self.period == "week":
            past = day.weekday() if self.week_start == "monday" else (day.weekday() + 1) % 7
            return (day.toordinal() - past) // 7
        if self.period == "month":
            return day.year * 12 + day.month - 1
        return day.year * 4 + (day.month - 1) // 3 if self.period == "quarter" else day.year

    def start(self, number, near):
        """The first minute of a period, found by bisection from twelve years before to twelve years after."""
        if self.period == "hour":
            return self.starts[number]
        low, high = near // MINUTE - 4400 * 1440, near // MINUTE + 4400 * 1440
        while high - low > 1:
            middle = (low + high) // 2
            if self.number(middle * MINUTE) >= number:
                high = middle
            else:
                low = middle
        return high * MINUTE


def find_members(events, options, calendar, cohort_calendar, window):
    """Every membership: its cohort, its start, and the window and value of each return."""
    starts, returns = kinds(options.get("startEvent")), kinds(options.get("returnEvent"))
    needed = options.get("periodZero") == "returnEventNeeded"
    members = []
    for customer in sorted({event["customer"] for event in events}):
        own = [event for event in events if event["customer"] == customer]
        beginnings = {}
        for event in own:
            if starts is None or event["event"] in starts:
                period = calendar.number(event["time"]) if options.get("membership") == "recurring" else 0
                beginnings.setdefault(period, []).append(event)
        for group in beginnings.values():
            start = min(event["time"] for event in group)
            cohort = cohort_calendar.number(start)
            if "groupBy" in options:
                labels = [event[options["groupBy"]] for event in group if event["time"] == start]
                cohort = min(labels, key=lambda label: (label is None, label or ""))
            counted = []
            for event in own:
                is_return = event["time"] >= start and (returns is None or event["event"] in returns)
                is_start = event["time"] == start and (starts is None or event["event"] in starts)
                if is_return and not (needed and is_start):
                    counted.append((window(start, event["time"]), event["amount"]))
            members.append((cohort, start, counted))
    return members


def kinds(value):
    return [value] if isinstance(value, str) else value


def cell_value(options, counted, first, last):
    """What a member adds to a cell, and the number of events that it adds up."""
    measure, definition = options.get("measure", "customers"), options.get("definition", "on")
    least, horizon = options.get("minimumEvents", 1), options.get("horizon", 10**9)
    forced = measure == "customers" and options.get("periodZero") != "returnEventNeeded"

    def values(a, b):
        return [value for window, value in counted if a <= window <= b]

    def is_there(k):
        return len(values(k, k)) >= least or (forced and k == 0)

    if measure == "customers":
        if "brackets" in options:
            retained = len(values(first, last)) >= least or (forced and first == 0)
        elif definition == "on":
            retained = is_there(first)
        elif definition == "onOrAfter":
            seen = {window for window, _ in counted} | {0}
            retained = any(first <= k < horizon and is_there(k) for k in seen)
        elif definition == "onOrBefore":
            # A forced period 0 is no return: from period 1 on it does not count.
            retained = any(is_there(k) for k in range(1 if forced and first > 0 else 0, first + 1))
        else:
            retained = all(is_there(k) for k in range(first + 1))
        return (1 if retained else 0), 0
    if definition == "onOrAfter":
        last = horizon - 1
    elif definition == "onOrBefore":
        first = 0
    found = values(first, last)
    return (len(found) if measure == "events" else sum(found)), len(found)


def cohort_table(events, options):
    zone, week_start, period = options["timeZone"], options.get("weekStart", "monday"), options["period"]
    as_of = options.get("asOf", max(event["time"] for event in events))
    events = [event for event in events if event["time"] <= as_of]
    origin = min(event["time"] for event in events)

    def open_calendar(name):
        return Calendar(zone, name, week_start, origin, as_of)

    calendar, days = open_calendar(period), open_calendar("day")
    cohort_calendar = open_calendar(options.get("cohortPeriod", period))
    rolling, cut = options.get("windows") == "rolling", options.get("truncateTo")
    length = round(ROLLING_DAYS[period] * 24) * HOUR
    whole_days = round(ROLLING_DAYS[period])

    def reading(time):
        return hour_start(time, zone) if cut == "hour" else time

    def window(start, time):
        if not rolling:
            return calendar.number(time) - calendar.number(start)
        if cut == "day":
            return (days.number(time) - days.number(start)) // whole_days
        return (reading(time) - reading(start)) // length

    def is_over(start, k):
        if not rolling:
            return calendar.start(calendar.number(start) + k + 1, as_of) <= as_of
        if cut == "day":
            return days.start(days.number(start) + (k + 1) * whole_days, as_of) <= as_of
        return start + (k + 1) * length <= as_of

    members = find_members(events, options, calendar, cohort_calendar, window)
    horizon, relative = options.get("horizon"), options.get("relativeTo", "cohort")
    columns = options.get("brackets")
    if columns is None:
        shown = options.get("periods", 1 + max(window(start, as_of) for _, start, _ in members))
        columns = [[k, k] for k in range(min(shown, horizon or shown))]
    cohorts = sorted({cohort for cohort, _, _ in members}, key=lambda c: (c is None, "" if c is None else c))
    cells = []
    for cohort in cohorts:
        own = [(start, counted) for c, start, counted in members if c == cohort]
        for first, last in columns:
            needed = last if horizon is None else max(last, horizon - 1)
            eligible = [member for member in own if is_over(member[0], needed)]
            partial = options.get("incomplete") == "partial"
            who = own if partial else eligible
            known = any(window(start, as_of) >= first for start, _ in own) if partial else len(eligible) > 0
            added = [cell_value(options, counted, first, last) for _, counted in who]
            base = len(who)
            if options.get("measure") == "mean":
                base = sum(count for _, count in added)
            elif relative == "firstPeriod":
                base = sum(cell_value(options, counted, 0, 0)[0] for _, counted in who)
            elif relative == "previousPeriod" and first > 0:
                base = sum(cell_value(options, counted, first - 1, first - 1)[0] for _, counted in who)
            value = sum(value for value, _ in added)
            cells.append([first, last, len(own), len(eligible), value if known else None, base if known else None])
    starts = [None if "groupBy" in options else cohort_calendar.start(c, as_of) for c in cohorts]
    return {"starts": starts, "labels": cohorts if "groupBy" in options else None, "cells": cells}


def active_periods(events, calendar, options):
    """The periods in which each customer has enough events of the kind that counts."""
    found = {}
    for event in events:
        if options.get("activeEvent") in (None, event["event"]):
            found.setdefault(event["customer"], []).append(calendar.number(event["time"]))
    least = options.get("minimumEvents", 1)
    return {who: {p for p in periods if periods.count(p) >= least} for who, periods in found.items()}


def lifecycle(events, options):
    """New, returning, resurrecting and dormant customers of each period from the first with activity."""
    as_of = options["asOf"]
    events = [event for event in events if event["time"] <= as_of]
    first = min(event["time"] for event in events)
    calendar = Calendar(options["timeZone"], options["period"], options.get("weekStart", "monday"), first, as_of)
    active = active_periods(events, calendar, options)
    if not any(active.values()):
        return None
    last = calendar.number(as_of)
    rows = []
    for period in range(min(min(periods) for periods in active.values() if periods), last + 1):
        row = dict.fromkeys(["new", "returning", "resurrecting", "dormant"], 0)
        for customer, periods in active.items():
            own = [calendar.number(event["time"]) for event in events if event["customer"] == customer]
            arrival = min(own) if options.get("newBy") == "firstEvent" else min(periods, default=None)
            if period in periods:
                kind = "new" if period == arrival else "returning" if period - 1 in periods else "resurrecting"
                row[kind] += 1
            elif period - 1 in periods:
                row["dormant"] += 1
        empty = period == last and not sum(row.values()) - row["dormant"]
        if not (empty and calendar.start(period, as_of) == as_of):
            rows.append([*row.values(), calendar.start(period + 1, as_of) <= as_of])
    return rows


def stickiness(events, options):
    """Customers active in exactly 1, 2, ... periods of the window before the running period, and active ones by period."""
    as_of = options["asOf"]
    events = [event for event in events if event["time"] <= as_of]
    first = min(event["time"] for event in events)
    calendar = Calendar(options["timeZone"], options["period"], options.get("weekStart", "monday"), first, as_of)
    end = calendar.number(as_of)
    if calendar.number(first) >= end:
        return None
    window = range(end - options["periods"], end)
    active = [len(periods & set(window)) for periods in active_periods(events, calendar, options).values()]
    by_period = [sum(p in periods for periods in active_periods(events, calendar, options).values()) for p in window]
    return {"exactly": [active.count(n) for n in range(1, len(window) + 1)], "activity": by_period}


def draw_activity(random_numbers):
    """A log with options that `lifecycle` and `stickiness` share."""
    draw = random_numbers
    events, drawn = draw_case(draw)
    options = {name: drawn[name] for name in ("period", "timeZone", "weekStart") if name in drawn}
    if options["period"] == "hour":
        options["period"] = "day"
    options["asOf"] = drawn.get("asOf", max(event["time"] for event in events))
    options["eventsAfterAsOf"] = "leaveOut"
    for name, values in [("activeEvent", [None, "use"]), ("minimumEvents", [None, None, 2])]:
        value = draw.choice(values)
        if value is not None:
            options[name] = value
    by = {"newBy": draw.choice(["firstActivity", "firstEvent"])}
    length = {"periods": draw.choice([4, 7])}
    stages, spread = lifecycle(events, {**options, **by}), stickiness(events, {**options, **length})
    if stages is None or spread is None or len(stages) > 40:
        return None
    columns = {name: [event[name] for event in events] for name in ("customer", "time", "event")}
    return {"events": columns, "options": options, **by, **length, "lifecycle": stages, **spread}


def draw_case(random_numbers):
    draw, chance = random_numbers, random_numbers.random
    zone = draw.choice(list(ZONES))
    begin = int(datetime.fromisoformat(ZONES[zone]).replace(tzinfo=timezone.utc).timestamp() * 1000)
    period = draw.choice(["hour", "day", "day", "week", "week", "month", "quarter", "year"])
    span = {"hour": 1, "day": 14, "week": 60, "month": 200, "quarter": 500, "year": 1200}[period]
    if period == "hour":
        begin += draw.randrange(3, 9) * DAY
    step = draw.choice([MINUTE, 15 * MINUTE, HOUR])
    customers = ["ann", "bob", "cem", "dee", "eve"][: draw.randint(2, 5)]
    events = [
        {"customer": draw.choice(customers), "time": begin + draw.randrange(span * DAY // step) * step,
         "event": draw.choice(["start", "use", "look"]), "channel": draw.choice(["ads", "friends", None]),
         "amount": draw.randint(-3, 6)}
        for _ in range(draw.randint(8, 24))
    ]
    # Every kind occurs, so that no filter is refused as misspelt.
    events += [{"customer": "zoe", "time": begin + i * MINUTE, "event": kind, "channel": "ads", "amount": 1}
               for i, kind in enumerate(["start", "use", "look"])]
    options = {"period": period, "timeZone": zone}
    if chance() < 0.75:
        options["asOf"] = begin + draw.randrange(span * DAY // 2, span * DAY + 5 * HOUR) // MINUTE * MINUTE
        options["eventsAfterAsOf"] = "leaveOut"
    if chance() < 0.3:
        options["weekStart"] = "sunday"
    if chance() < 0.45:
        options["windows"] = "rolling"
        cut = draw.choice([None, "hour", "day"])
        if cut == "hour" or (cut == "day" and period != "hour"):
            options["truncateTo"] = cut
    if chance() < 0.2:
        options["brackets"] = [sorted([draw.randint(0, 5), draw.randint(0, 9)]) for _ in range(draw.randint(1, 4))]
    else:
        options["definition"] = draw.choice(["on", "on", "onOrAfter", "onOrBefore", "everyPeriod"])
    definition = options.get("definition")
    if definition == "onOrAfter" and chance() < 0.4:
        options["horizon"] = draw.randint(1, 8)
    measure = draw.choice(["customers", "customers", "events", "sum", "mean"])
    if measure != "customers" and definition != "everyPeriod":
        options["measure"] = measure
    elif chance() < 0.3:
        options["minimumEvents"] = draw.choice([2, 3])
    for name, values, share in [
        ("startEvent", ["start", ["start", "look"]], 0.4), ("returnEvent", ["use", ["use", "start"]], 0.4),
        ("periodZero", ["returnEventNeeded"], 0.4), ("membership", ["recurring"], 0.3),
        ("periods", [2, 4, 8], 0.5), ("incomplete", ["partial"], 0.4), ("groupBy", ["channel"], 0.3),
    ]:
        if chance() < share:
            options[name] = draw.choice(values)
    if "groupBy" not in options and period != "hour" and chance() < 0.3:
        options["cohortPeriod"] = draw.choice(["day", "week", "month", "quarter", "year"])
    if definition == "on" and options.get("measure") != "mean" and chance() < 0.4:
        options["relativeTo"] = draw.choice(["firstPeriod", "previousPeriod"])
    return events, options


def main():
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 48
    random_numbers = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    largest = 80 if wanted <= 48 else 3000
    cases = []
    while len(cases) < wanted:
        events, options = draw_case(random_numbers)
        table = cohort_table(events, options)
        if len(table["cells"]) <= largest:
            columns = {name: [event[name] for event in events] for name in events[0]}
            cases.append({"events": columns, "options": options, **table})
    activity = []
    while len(activity) < wanted // 4:
        drawn = draw_activity(random_numbers)
        if drawn is not None:
            activity.append(drawn)
    source = "Counted from the definitions by cohort-tables.py in this folder (Python, zoneinfo), which shares no code with the library"
    cell = "period, lastPeriod, size, eligible, value, base"
    head = {"source": source, "cell": cell, "stages": "new, returning, resurrecting, dormant, complete"}
    print("{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(text)}" for name, text in head.items()) + ",")
    print(f'  "cases": [\n{lines(cases)}\n  ],\n  "activity": [\n{lines(activity)}\n  ]\n}}')


def lines(items):
    return ",\n".join("    " + json.dumps(item, separators=(",", ":")) for item in items)


if __name__ == "__main__":
    main()
