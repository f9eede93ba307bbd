#!/usr/bin/env python3
"""Order books of a recording of Coinbase's feed, at the end of every second of its receipt.

It shares no code with the books of the lab. With `make FOLDER` it writes a recording of its own making, with the
faults that a book meets, and its books; both are kept in src/test/resources/lab/poller/books and read by
CoinbaseBooksTest, which also runs `print FILE` on a real recording where one lies beside the project.

    python3 poller/src/test/oracle/coinbase_books.py make poller/src/test/resources/lab/poller/books
    python3 poller/src/test/oracle/coinbase_books.py print FILE

A row: second, pair, then "unknown", or the number of bids and asks, the best of each with its size, and a digest of
all levels: bids from the highest, asks from the lowest, one `price size` a line in plain digits without needless zeros.
"""
import gzip
import hashlib
import json
import random
import re
import sys
from decimal import Decimal
from pathlib import Path

SIDES = {"buy": "buy", "sell": "sell"}
START = 1_741_003_200  # 2025-03-03T12:00Z


def plain(number):
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(text):
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,8})?", text):
        raise ValueError(text)
    return Decimal(text)


class Book:
    def __init__(self):
        self.sides = None

    def snapshot(self, frame):
        self.sides = {
            "buy": {Decimal(price): Decimal(size) for price, size in frame["bids"]},
            "sell": {Decimal(price): Decimal(size) for price, size in frame["asks"]},
        }
        self.drop_if_crossed()

    def change(self, changes):
        if self.sides is None:
            return
        try:
            parsed = [(SIDES[side], decimal(price), decimal(size)) for side, price, size in changes]
        except (KeyError, ValueError):
            self.sides = None
            return
        for side, price, size in parsed:
            if size:
                self.sides[side][price] = size
            else:
                self.sides[side].pop(price, None)
        self.drop_if_crossed()

    def drop_if_crossed(self):
        bids, asks = self.sides["buy"], self.sides["sell"]
        if bids and asks and max(bids) >= min(asks):
            self.sides = None

    def row(self):
        if self.sides is None:
            return "unknown"
        bids = sorted(self.sides["buy"].items(), reverse=True)
        asks = sorted(self.sides["sell"].items())
        text = "\n".join(f"{plain(price)} {plain(size)}" for price, size in bids + asks)
        best = [plain(number) for side in (bids, asks) for number in (side[0] if side else (0, 0))]
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return ",".join([str(len(bids)), str(len(asks)), *map(str, best), digest])


def frames(lines):
    for line in lines:
        if not line.strip() or line.startswith("ws"):
            continue
        stamp, frame = line.split(": ", 1)
        yield float(stamp), json.loads(frame)


def rows(lines):
    books, second = {}, None

    def told():
        return [f"{second},{pair},{books[pair].row()}" for pair in sorted(books)]

    for stamp, frame in frames(lines):
        if second is not None and int(stamp) > second:
            for row in told():
                yield row
        second = int(stamp) if second is None else max(second, int(stamp))
        if frame["type"] == "snapshot":
            books.setdefault(frame["product_id"], Book()).snapshot(frame)
        elif frame["type"] == "l2update" and frame["product_id"] in books:
            books[frame["product_id"]].change(frame["changes"])
    yield from told()


def snapshot_of(pair, levels):
    return {
        "type": "snapshot",
        "product_id": pair,
        "bids": [[price, size] for price, size in levels["buy"].items()],
        "asks": [[price, size] for price, size in levels["sell"].items()],
    }


def made(seed):
    """Lines of a recording: three pairs of different scales, and what can go wrong with each."""
    rng = random.Random(seed)
    pairs = {"BTC-USD": (6_000_000, 2, 8), "DOGE-USD": (17_000, 5, 1), "SKL-BTC": (1_300, 8, 1)}
    levels, lines, now = {}, [], START * 1_000_000

    def add(frame):
        lines.append(f"{now // 1_000_000}.{now % 1_000_000:06d}: {json.dumps(frame, separators=(',', ':'))}")

    def stamp():
        micros = now - 20_000
        return f"2025-03-03T12:{micros // 60_000_000 % 60:02d}:{micros // 1_000_000 % 60:02d}.{micros % 1_000_000:06d}Z"

    def update(pair, changes):
        add({"type": "l2update", "product_id": pair, "changes": changes, "time": stamp()})

    def text(units, places):
        return f"{Decimal(units).scaleb(-places):.{places}f}"

    now += 30_000
    update("BTC-USD", [["buy", "60000.00", "1"]])  # before any snapshot
    for pair, (middle, places, size_places) in pairs.items():
        levels[pair] = {"buy": {}, "sell": {}}
        for step in range(1, 40):
            for side, price in (("buy", middle - step), ("sell", middle + step)):
                levels[pair][side][text(price, places)] = text(rng.randrange(1, 10**6), size_places)
        now += 1_000
        add(snapshot_of(pair, levels[pair]))
    for number in range(1, 1_400):
        now += rng.randrange(1, 30_000)
        pair = rng.choice(list(pairs))
        middle, places, size_places = pairs[pair]
        changes = []
        for _ in range(rng.choice([1, 1, 1, 2, 5])):
            side = rng.choice(["buy", "sell"])
            step = rng.randrange(1, 60)
            price = text(middle - step if side == "buy" else middle + step, places)
            size = text(0 if rng.random() < 0.4 else rng.randrange(1, 10**6), size_places)
            changes.append([side, price, size])
            if Decimal(size):
                levels[pair][side][price] = size
            else:
                levels[pair][side].pop(price, None)
        update(pair, changes)
        if number == 300:  # a side that is all gone
            for price in list(levels["SKL-BTC"]["buy"]):
                levels["SKL-BTC"]["buy"].pop(price)
                update("SKL-BTC", [["buy", price, "0"]])
        if number == 500:  # crossed, and unknown until the next snapshot
            update("DOGE-USD", [["buy", text(17_500, 5), "1"]])
        if number == 800:
            update("BTC-USD", [["buy", "59999.00", "1e3"]])  # no decimal of the contract
        if number == 820:
            update("BTC-USD", [["hold", "59999.00", "1"]])
        if number in (700, 1_000):  # the same again, or what had been lost
            for name in pairs:
                add(snapshot_of(name, levels[name]))
        if number == 1_200:  # another than the changes made
            levels["SKL-BTC"]["sell"] = {"0.00001400": "5.5"}
            add(snapshot_of("SKL-BTC", levels["SKL-BTC"]))
    return lines


def main():
    if sys.argv[1] == "make":
        folder = Path(sys.argv[2])
        lines = made(11)
        (folder / "feed.ws").write_text("\n".join(lines) + "\n")
        (folder / "books.csv").write_text("\n".join(rows(lines)) + "\n")
    else:
        opener = gzip.open if sys.argv[2].endswith(".gz") else open
        with opener(sys.argv[2], "rt") as lines:
            for row in rows(lines):
                print(row)


if __name__ == "__main__":
    main()
