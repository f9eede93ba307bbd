#!/usr/bin/env python3
"""Makes candles and finds their patterns by looking at every window, from the rules alone.

    patterns.py make OUT SEED                     writes candles: timestamp,open,high,low,close,volume
    patterns.py solve CANDLES OUT TIME [TIME...]  writes matches, base rate and percentile at times
"""
import bisect
import gzip
import math
import random
import sys
from datetime import datetime, timedelta, timezone
from operator import mul

LENGTH = 60
MATCHES = 5
FLAT = 0.0005
QUERY_AGE = 5
PERIOD = 90 * 24 * 60
ENOUGH = 100
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
HEADER = (
    "as_of,query_start,rank,window_start,window_end,similarity,correlation,outcome_pct,"
    "outcome_max_pct,outcome_min_pct,windows,base_outcome_pct,base_share_positive,percentile"
)


class Windows:
    """All windows of a pair, each known by the minute at which it ends."""

    def __init__(self, closes):
        self.closes = closes  # by the minute at which the candle begins
        minutes = sorted(closes)
        self.ends, self.vectors, self.outcomes = [], {}, {}
        run = 0
        for index, minute in enumerate(minutes):
            run = run + 1 if index and minutes[index - 1] == minute - 1 else 1
            if run >= LENGTH:
                self.add(minute + 1)
        self.known = sorted(end for end in self.ends if end in self.outcomes)

    def add(self, end):
        self.ends.append(end)
        prices = [self.closes[minute] for minute in range(end - LENGTH, end)]
        mean = math.fsum(prices) / LENGTH
        deviation = math.sqrt(math.fsum((price - mean) ** 2 for price in prices) / LENGTH)
        self.vectors[end] = (
            None if deviation < FLAT * mean else [(price - mean) / deviation for price in prices]
        )
        after = [self.closes.get(minute) for minute in range(end, end + LENGTH)]
        if None not in after:
            last = prices[-1]
            self.outcomes[end] = [
                100 * (price - last) / last for price in (after[-1], max(after), min(after))
            ]

    def searched(self, time):
        """Those whose outcome was known, the oldest first."""
        return self.known[: bisect.bisect_right(self.known, time - LENGTH)]

    def near(self, query, time):
        vector = self.vectors[query]
        found = []
        for end in self.searched(time):
            other = self.vectors[end]
            if other is not None and abs(end - query) >= LENGTH:
                found.append((2 * LENGTH - 2 * sum(map(mul, vector, other)), end))
        return found

    def matches(self, query, time):
        taken = []
        for _, end in sorted(self.near(query, time)):
            if all(abs(end - other) >= LENGTH for other in taken):
                taken.append(end)
                if len(taken) == MATCHES:
                    break
        return taken

    def distance(self, query, other):
        return math.fsum(
            (a - b) ** 2 for a, b in zip(self.vectors[query], self.vectors[other])
        )

    def best_at_hours(self, until):
        """The similarity of the best match of each window that ended on a full hour before."""
        best = {}
        for end in self.ends:
            if end % 60 == 0 and end < until and self.vectors[end] is not None:
                near = self.near(end, end)
                if near:
                    best[end] = 1 / (1 + self.distance(end, min(near)[1]))
        return best

    def query(self, as_of):
        whole = math.floor(as_of)
        place = bisect.bisect_right(self.ends, whole)
        if place == 0 or self.ends[place - 1] < as_of - QUERY_AGE:
            return None
        end = self.ends[place - 1]
        return end if self.vectors[end] is not None else None


def minute_of(moment):
    return (moment - EPOCH).total_seconds() / 60


def text(minute):
    return (EPOCH + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(value):
    return f"{value:.9f}"


def solve(closes, times):
    windows = Windows(closes)
    moments = [minute_of(datetime.strptime(t, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)) for t in times]
    best = windows.best_at_hours(max(moments))
    rows = [HEADER]
    for name, as_of in zip(times, moments):
        # Of every window with an outcome, but those that are left out
        outcomes = [
            windows.outcomes[end][0]
            for end in windows.searched(math.floor(as_of))
            if windows.vectors[end] is not None
        ]
        base = [
            str(len(outcomes)),
            number(math.fsum(outcomes) / len(outcomes)) if outcomes else "",
            number(sum(it > 0 for it in outcomes) / len(outcomes)) if outcomes else "",
        ]
        query = windows.query(as_of)
        taken = [] if query is None else windows.matches(query, math.floor(as_of))
        if not taken:
            start = "" if query is None else text(query - LENGTH)
            rows.append(",".join([name, start, "0", *[""] * 7, *base, ""]))
            continue
        similarities = [1 / (1 + windows.distance(query, end)) for end in taken]
        hours = [
            it for end, it in best.items() if end < query and end >= as_of - PERIOD
        ]
        percentile = (
            number(sum(it <= similarities[0] for it in hours) / len(hours))
            if len(hours) >= ENOUGH
            else ""
        )
        for rank, (end, similarity) in enumerate(zip(taken, similarities), 1):
            rows.append(
                ",".join(
                    [
                        name,
                        text(query - LENGTH),
                        str(rank),
                        text(end - LENGTH),
                        text(end),
                        number(similarity),
                        number(1 - windows.distance(query, end) / (2 * LENGTH)),
                        *map(number, windows.outcomes[end]),
                        *base,
                        percentile,
                    ]
                )
            )
    return rows


def make(seed):
    """A week: a walk with some habits, three gaps and an hour and a half in which nothing moves."""
    rng = random.Random(seed)
    start = datetime(2025, 1, 5, tzinfo=timezone.utc)
    price, drift = 60_000.0, 0.0
    lines = ["timestamp,open,high,low,close,volume"]
    for minute in range(7_500):
        if 1_000 <= minute < 1_004 or minute == 3_333 or 5_000 <= minute < 5_130:
            continue
        before = price
        if not 4_000 <= minute < 4_090:
            drift = 0.97 * drift + rng.gauss(0, 4)
            price = round(max(1_000.0, price + drift + 25 * math.sin(minute / 37) + rng.gauss(0, 15)), 2)
        time = (start + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M:%S.%f")
        lines.append(
            f"{time},{before},{max(before, price)},{min(before, price)},{price},{rng.randrange(1, 900)}"
        )
    return lines


TIMES = (
    "2025-01-05T01:30:00Z",  # no outcome is known yet
    "2025-01-05T09:00:00Z",
    "2025-01-05T16:44:30Z",  # in a gap that began less than five minutes ago
    "2025-01-05T17:30:00Z",  # no hour has passed since: there is no query
    "2025-01-06T20:13:07Z",
    "2025-01-07T20:10:00Z",  # flat: the query is left out
    "2025-01-08T12:24:59Z",  # in a gap that began an hour ago
    "2025-01-08T11:22:30Z",
    "2025-01-09T11:59:59Z",
    "2025-01-10T04:00:00Z",
)


def read(path):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        return file.read().splitlines()


def closes_of(lines):
    closes = {}
    for line in lines[1:]:
        cells = line.split(",")
        moment = datetime.strptime(cells[0], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=timezone.utc)
        closes[round(minute_of(moment))] = float(cells[4])
    return closes


def write(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "make":
        write(sys.argv[2], make(int(sys.argv[3])))
    elif len(sys.argv) > 3 and sys.argv[1] == "solve":
        write(sys.argv[3], solve(closes_of(read(sys.argv[2])), sys.argv[4:] or TIMES))
    else:
        raise SystemExit(__doc__)
