#!/usr/bin/env python3
"""Features of order books of a recording of Coinbase's feed, each second and each minute of event time.

It shares no code with the lab. A window's features are the book as it stood when the pair's entries showed a time
behind the window's end; the last window is told as it is at the end. A window without an entry of its pair has none.
An entry is a snapshot or a change; a snapshot and a frame that cannot be read have no time of their own, and stand at
the newest time that any frame before them had, or at their receipt if none had.

    python3 poller/src/test/oracle/book_features.py FILE > poller/src/test/resources/lab/poller/books/features.csv

A row: pair, resolution, start of the window, then "unknown", or best bid and ask, mid, microprice, spread in bps, and
of the best 5 and of the best 20 levels the sum of bids, the sum of asks, and bids less asks by both.
"""
import gzip
import re
import sys
from datetime import datetime, timezone
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

sys.dont_write_bytecode = True
from coinbase_books import Book, SIDES, decimal, plain  # noqa: E402
import json  # noqa: E402

getcontext().prec = 120
RESOLUTIONS = {"1s": 1_000_000, "1m": 60_000_000}
TIMED = ("ticker", "match", "last_match", "l2update")


def micros(text):
    moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", text).replace("Z", "+00:00"))
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * 1_000_000 + moment.microsecond


def iso(start):
    return datetime.fromtimestamp(start // 1_000_000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def rounded(number, places):
    return plain(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


def features(book):
    if book.sides is None or not book.sides["buy"] or not book.sides["sell"]:
        return "unknown"
    bids = sorted(book.sides["buy"].items(), reverse=True)
    asks = sorted(book.sides["sell"].items())
    (bid, bid_size), (ask, ask_size) = bids[0], asks[0]
    mid = (bid + ask) / 2
    cells = [
        plain(bid),
        plain(ask),
        plain(mid),
        rounded((bid * ask_size + ask * bid_size) / (bid_size + ask_size), 9),
        rounded((ask - bid) / mid * 10_000, 8),
    ]
    for levels in (5, 20):
        bought = sum(size for _, size in bids[:levels])
        sold = sum(size for _, size in asks[:levels])
        cells += [plain(bought), plain(sold), rounded((bought - sold) / (bought + sold), 8)]
    return ",".join(cells)


def readable(frame):
    try:
        for side, price, size in frame["changes"]:
            SIDES[side], decimal(price), decimal(size)
        return True
    except (KeyError, ValueError):
        return False


def rows(lines):
    books, opened, told, newest = {}, {}, {}, None

    def enter(pair, time):
        for resolution, length in RESOLUTIONS.items():
            start = time // length * length
            before = opened.setdefault((pair, resolution), start)
            if start > before:
                told[pair, resolution, before] = features(books[pair])
                opened[pair, resolution] = start

    for line in lines:
        if not line.strip() or line.startswith("ws"):
            continue
        stamp, text = line.split(": ", 1)
        received = int(Decimal(stamp) * 1_000_000)
        frame = json.loads(text)
        kind, pair = frame["type"], frame.get("product_id")
        reached = received if newest is None else newest
        if kind == "snapshot":
            books.setdefault(pair, Book())
            enter(pair, reached)
            books[pair].snapshot(frame)
        elif kind == "l2update" and pair in books:
            if readable(frame):
                enter(pair, micros(frame["time"]))
            elif books[pair].sides is not None:
                enter(pair, reached)
            books[pair].change(frame["changes"])
        if kind in TIMED and "time" in frame and (kind != "l2update" or readable(frame)):
            time = micros(frame["time"])
            newest = time if newest is None else max(newest, time)
    for (pair, resolution), start in opened.items():
        told[pair, resolution, start] = features(books[pair])
    for pair, resolution, start in sorted(told):
        yield f"{pair},{resolution},{iso(start)},{told[pair, resolution, start]}"


if __name__ == "__main__":
    opener = gzip.open if sys.argv[1].endswith(".gz") else open
    with opener(sys.argv[1], "rt", encoding="utf-8") as file:
        for row in rows(file):
            print(row)
