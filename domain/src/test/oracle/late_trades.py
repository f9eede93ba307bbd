#!/usr/bin/env python3
"""Trades of one pair as they may come: out of order, twice, hours late, one id with two contents; and their candles.

It shares no code with the candles of the lab. It prints the log and what must come of it; the output is kept in
src/test/resources/lab/domain/late and read by LateTradesCaseTest. Times are whole microseconds since 1970.

    python3 domain/src/test/oracle/late_trades.py domain/src/test/resources/lab/domain/late
"""
import random
import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from pathlib import Path

getcontext().prec = 80
SECOND = 1_000_000
NOON = 1_772_366_400 * SECOND  # 2026-03-01T12:00Z
INTERVALS = {"1m": 60 * SECOND, "5m": 300 * SECOND, "1h": 3600 * SECOND}
GRACE = 10 * SECOND
CORRECTED_FOR = 3600 * SECOND
LENGTH = 6 * 3600 * SECOND


def log(seed):
    """Rows of trade id, time, the feed's newest time or nothing, price, size, side."""
    rng = random.Random(seed)
    rows, kept, now, newest = [], [], NOON, NOON
    for number in range(1, 1_500):
        now += rng.randrange(1, 2 * LENGTH // 1_500)
        time = now
        odd = rng.random()
        if odd < 0.12:  # hours late, some on the very edge of a window or of what is corrected
            time = now - rng.randrange(0, 3 * CORRECTED_FOR)
        elif odd < 0.16:
            time = (now - CORRECTED_FOR - GRACE) // INTERVALS["1m"] * INTERVALS["1m"] - rng.randrange(0, 2)
        elif odd < 0.19:
            time = now // INTERVALS["5m"] * INTERVALS["5m"]
        newest = max(newest, time)
        feed = [newest, newest + rng.randrange(0, 30 * SECOND), None][rng.randrange(3)]
        price = Decimal(rng.randrange(1, 10**7)) / 100
        size = Decimal(rng.randrange(1, 10**9)) / 10**8
        row = (number, time, feed, price, size, rng.choice(["BUY", "SELL"]))
        rows.append(row)
        kept.append(row)
        if rng.random() < 0.1:  # again, as it was
            rows.append(rng.choice(kept))
        if rng.random() < 0.06:  # its id again, and something else
            number, time, feed, price, size, side = rng.choice(kept)
            other = rng.randrange(4)
            rows.append(
                (
                    number,
                    time + (rng.randrange(1, 9 * 3600) * SECOND if other == 0 else 0),
                    feed,
                    price + (1 if other == 1 else 0),
                    size + (Decimal("0.00000001") if other == 2 else 0),
                    ("SELL" if side == "BUY" else "BUY") if other == 3 else side,
                )
            )
    return rows


def solve(rows):
    first, counted, late, repeats, conflicting = {}, [], [], 0, 0
    seen = 0
    for number, time, feed, price, size, side in rows:
        if number in first:
            same = first[number] == (time, price, size, side)
            repeats += same
            conflicting += not same
            continue
        first[number] = (time, price, size, side)
        seen = max(seen, time, feed or 0)
        missed = []
        for name, length in INTERVALS.items():
            start = time // length * length
            if seen >= start + length + GRACE + CORRECTED_FOR:
                missed.append(name)
            else:
                counted.append((name, start, time, number, price, size))
        if missed:
            late.append((number, seen - time, "+".join(missed)))
    candles = {}
    for name, start, *trade in counted:
        candles.setdefault((name, start), []).append(trade)
    solved = []
    for (name, start), trades in sorted(candles.items()):
        trades.sort(key=lambda trade: trade[:2])
        prices = [price for _, _, price, _ in trades]
        volume = sum(size for *_, size in trades)
        quoted = sum(price * size for _, _, price, size in trades)
        vwap = (quoted / volume).quantize(Decimal("0.00000001"), ROUND_HALF_EVEN)
        solved.append(
            (name, start, prices[0], max(prices), min(prices), prices[-1], volume, quoted, vwap, len(trades))
        )
    return solved, late, [("repeats", repeats), ("conflicting", conflicting)]


def text(value):
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def write(path, header, rows):
    lines = [header, *(",".join(map(text, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    trades = log(7)
    candles, late, counts = solve(trades)
    write(folder / "trades.csv", "trade_id,time,feed_time,price,size,side", trades)
    write(
        folder / "candles.csv",
        "interval,start,open,high,low,close,volume,quote_volume,vwap,trade_count",
        candles,
    )
    write(folder / "late.csv", "trade_id,late_by,missed", late)
    write(folder / "counts.csv", "what,count", counts)
