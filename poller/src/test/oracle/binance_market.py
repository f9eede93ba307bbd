#!/usr/bin/env python3
"""Order books and 1-minute candles of a recording of Binance's spot streams.

It shares no code with the lab. With `make FOLDER` it writes a recording of its own making, with the faults that such a
feed has, and its books and candles; all are kept in src/test/resources/lab/poller/binance and read by
BinanceRecordingTest. With `books FILE` or `candles FILE` it prints those of a recording.

    python3 poller/src/test/oracle/binance_market.py make poller/src/test/resources/lab/poller/binance

A row of books: second of receipt, pair, then "unknown", or the number of bids and asks, the best of each with its size,
and a digest of all levels, as in coinbase_books.py. A row of candles: pair, window, open, high, low, close, volume, count.
"""
import hashlib
import json
import random
import re
import sys
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

PAIRS = {"BTCUSDT": "BTC-USDT", "ETHBTC": "ETH-BTC", "DOGEEUR": "DOGE-EUR"}
START = 1_741_003_170  # 2025-03-03T11:59:30Z
HELD_MAX = 2_000


def plain(number):
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(text):
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,8})?", text):
        raise ValueError(text)
    return Decimal(text)


class Book:
    """In step only between a snapshot that joins and the first thing that does not follow."""

    def __init__(self):
        self.levels, self.held, self.last, self.joining = None, [], None, False

    def diff(self, first, last, changes):
        if self.held and last <= self.held[-1][1]:
            return  # a repeat
        if self.held and first != self.held[-1][1] + 1:
            self.held = []
        self.held = (self.held + [(first, last, changes)])[-HELD_MAX:]
        if self.levels is None or last <= self.last:
            return
        follows = first <= self.last + 1 <= last if self.joining else first == self.last + 1
        if not follows:
            self.levels = None
            return
        self.apply(last, changes)
        self.drop_if_crossed()

    def snapshot(self, last, bids, asks):
        if self.levels is not None:
            return  # a check, and those of this recording agree
        levels, at, joining = {"b": dict(bids), "a": dict(asks)}, last, True
        self.levels, self.last, self.joining = levels, at, joining
        for first, last, changes in self.held:
            if last <= self.last:
                continue
            if not (first <= self.last + 1 if self.joining else first == self.last + 1):
                self.levels = None
                return
            self.apply(last, changes)
        self.drop_if_crossed()

    def apply(self, last, changes):
        for side, price, size in changes:
            if size:
                self.levels[side][price] = size
            else:
                self.levels[side].pop(price, None)
        self.last, self.joining = last, False

    def drop_if_crossed(self):
        bids, asks = self.levels["b"], self.levels["a"]
        if bids and asks and max(bids) >= min(asks):
            self.levels = None

    def row(self):
        if self.levels is None:
            return "unknown"
        bids = sorted(self.levels["b"].items(), reverse=True)
        asks = sorted(self.levels["a"].items())
        text = "\n".join(f"{plain(price)} {plain(size)}" for price, size in bids + asks)
        best = [plain(number) for side in (bids, asks) for number in (side[0] if side else (Decimal(0), Decimal(0)))]
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return ",".join([str(len(bids)), str(len(asks)), *best, digest])


def frames(lines):
    for line in lines:
        if not line.strip() or line.startswith("ws"):
            continue
        stamp, frame = line.split(": ", 1)
        yield Decimal(stamp), json.loads(frame)


def book_rows(lines):
    books, second = {}, None

    def told():
        return [f"{second},{pair},{books[pair].row()}" for pair in sorted(books)]

    for stamp, frame in frames(lines):
        if second is not None and int(stamp) > second:
            yield from told()
        second = int(stamp) if second is None else max(second, int(stamp))
        symbol, _, kind = frame["stream"].upper().partition("@")
        if symbol not in PAIRS:
            continue
        data = frame["data"]
        if kind == "DEPTH@100MS":
            book = books.setdefault(PAIRS[symbol], Book())
            try:
                changes = [(side, decimal(p), decimal(q)) for side in ("b", "a") for p, q in data[side]]
            except ValueError:
                book.levels = None
                continue
            book.diff(data["U"], data["u"], changes)
        elif kind == "DEPTHSNAPSHOT":
            sides = [[(decimal(p), decimal(q)) for p, q in data[side]] for side in ("bids", "asks")]
            books.setdefault(PAIRS[symbol], Book()).snapshot(data["lastUpdateId"], *sides)
    yield from told()


def candle_rows(lines):
    trades = {}
    for stamp, frame in frames(lines):
        if not frame["stream"].endswith("@trade"):
            continue
        symbol, data = frame["stream"].split("@")[0].upper(), frame["data"]
        try:
            if symbol not in PAIRS or data["s"] != symbol or not isinstance(data["m"], bool):
                continue
            price, size = decimal(data["p"]), decimal(data["q"])
        except (KeyError, ValueError):
            continue
        if not price or not size or Decimal(data["T"]) / 1_000_000 - stamp > 60:
            continue
        trades.setdefault((PAIRS[symbol], data["t"]), (data["T"], price, size))
    windows = {}
    for (pair, trade_id), (time, price, size) in trades.items():
        windows.setdefault((pair, time // 60_000_000), []).append((time, trade_id, price, size))
    for (pair, minute), items in sorted(windows.items()):
        items.sort()
        prices = [item[2] for item in items]
        cells = [prices[0], max(prices), min(prices), prices[-1], sum(item[3] for item in items)]
        start = datetime.fromtimestamp(minute * 60, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield ",".join([pair, start, *map(plain, cells), str(len(items))])


class Maker:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.now = START * 1_000_000
        self.lines = ["wss://data-stream.binance.vision/stream?streams=x <-> 1741003170.000000"]
        self.scale = {"BTCUSDT": (6_000_000, 2, 5), "ETHBTC": (3_400_000, 8, 4), "DOGEEUR": (19_000, 5, 0)}
        self.levels = {symbol: {"b": {}, "a": {}} for symbol in PAIRS}
        self.update = {symbol: 1_000_000 * (place + 1) for place, symbol in enumerate(PAIRS)}
        self.trade_id = {symbol: 5_000 * (place + 1) for place, symbol in enumerate(PAIRS)}

    def text(self, units, places):
        return f"{Decimal(units).scaleb(-places):.8f}"

    def add(self, stream, data, delay=20_000):
        stamp = self.now + delay
        frame = json.dumps({"stream": stream, "data": data}, separators=(",", ":"))
        self.lines.append(f"{stamp // 1_000_000}.{stamp % 1_000_000:06d}: {frame}")

    def diff(self, symbol):
        middle, places, size_places = self.scale[symbol]
        first = self.update[symbol] + 1
        changes = {"b": [], "a": []}
        for _ in range(self.rng.choice([1, 1, 2, 3, 8])):
            side = self.rng.choice("ba")
            step = self.rng.randrange(1, 60)
            price = self.text(middle - step if side == "b" else middle + step, places)
            size = 0 if self.rng.random() < 0.4 else self.rng.randrange(1, 10**6)
            changes[side].append([price, self.text(size, size_places)])
            self.update[symbol] += self.rng.randrange(1, 4)
            if size:
                self.levels[symbol][side][price] = self.text(size, size_places)
            else:
                self.levels[symbol][side].pop(price, None)
        return {"e": "depthUpdate", "E": self.now, "s": symbol, "U": first, "u": self.update[symbol], **changes}

    def depth(self, symbol, data):
        self.add(f"{symbol.lower()}@depth@100ms", data)

    def snapshot(self, symbol):
        bids, asks = (list(map(list, self.levels[symbol][side].items())) for side in "ba")
        return {"lastUpdateId": self.update[symbol], "bids": bids, "asks": asks}

    def give(self, symbol, snapshot):
        self.add(f"{symbol.lower()}@depthSnapshot", snapshot, 30_000)

    def trade(self, symbol, **odd):
        middle, places, size_places = self.scale[symbol]
        self.trade_id[symbol] += 1
        price = self.text(middle + self.rng.randrange(-50, 50), places)
        data = {
            "e": "trade", "E": self.now + 300, "s": symbol, "t": self.trade_id[symbol], "p": price,
            "q": self.text(self.rng.randrange(1, 10**5), size_places), "T": self.now,
            "m": self.rng.random() < 0.5, "M": True,
        }
        data.update(odd)
        self.add(f"{symbol.lower()}@trade", data)
        return data

    def ticker(self, symbol):
        middle, places, size_places = self.scale[symbol]
        self.add(f"{symbol.lower()}@bookTicker", {
            "u": self.update[symbol], "s": symbol, "b": self.text(middle - 1, places),
            "B": self.text(7, size_places), "a": self.text(middle + 1, places), "A": self.text(9, size_places)})


def made(seed):
    maker = Maker(seed)
    rng = maker.rng
    stale = {}
    for number in range(1, 1_500):
        maker.now += rng.randrange(1, 120_000)
        symbol = rng.choice(list(PAIRS))
        kind = rng.random()
        if kind < 0.55:
            data = maker.diff(symbol)
            if number in (400, 401, 402):
                continue  # lost: a gap
            if number == 600:  # two in the wrong order
                maker.depth(symbol, maker.diff(symbol))
            if number in (800, 801):  # a book that no exchange has
                data["b"].append([data["a"][0][0] if data["a"] else maker.text(10**9, 0), "1.00000000"])
            if number == 900:
                data["b"].append(["1.0", "1e3"])
            maker.depth(symbol, data)
            if 1_000 < number < 1_050:
                maker.depth(symbol, data)  # a second connection
        elif kind < 0.85:
            data = maker.trade(symbol)
            if rng.random() < 0.1:
                maker.add(f"{symbol.lower()}@trade", data)
            if rng.random() < 0.05:
                maker.add(f"{symbol.lower()}@trade", maker.trade(symbol, p="1e3"))
            if rng.random() < 0.03:
                maker.trade(symbol, T=maker.now + 90_000_000)
            if rng.random() < 0.03:
                maker.trade(symbol, q="0.00000000")
            if rng.random() < 0.05:
                block = dict(data, e="blockTrade", p="9999999.0", q="5000.0", t=7)
                maker.add(f"{symbol.lower()}@blockTrade", block)
        else:
            maker.ticker(symbol)
        if number in (30, 60, 90):
            name = list(PAIRS)[number // 30 - 1]
            maker.give(name, maker.snapshot(name))
        if number == 300:
            stale = {name: maker.snapshot(name) for name in PAIRS}
        if number == 500:
            for name in PAIRS:
                maker.give(name, stale[name])  # too old to join where there was a gap
        if number in (560, 760, 980, 1_200, 1_400):
            for name in PAIRS:
                maker.give(name, maker.snapshot(name))
    maker.add("!serverShutdown", {"e": "serverShutdown", "E": maker.now})
    return maker.lines


def main():
    if sys.argv[1] == "make":
        folder, lines = Path(sys.argv[2]), made(14)
        (folder / "feed.ws").write_text("\n".join(lines) + "\n")
        (folder / "books.csv").write_text("\n".join(book_rows(lines)) + "\n")
        (folder / "candles.csv").write_text("\n".join(candle_rows(lines)) + "\n")
    else:
        lines = Path(sys.argv[2]).read_text().splitlines()
        for row in (book_rows if sys.argv[1] == "books" else candle_rows)(lines):
            print(row)


if __name__ == "__main__":
    main()
