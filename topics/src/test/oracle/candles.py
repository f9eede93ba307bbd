#!/usr/bin/env python3
"""Makes a recording of a feed and reckons its candles with exact decimals, from the rules alone.

    candles.py make FOLDER SEED            writes feed.ws
    candles.py solve FEED OUT              writes the candles of one minute (FEED may end in .gz)
    candles.py flow FEED OUT               writes who pressed in each minute; OUT may be - for the terminal
"""
import gzip
import json
import random
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal, ROUND_HALF_EVEN, getcontext

getcontext().prec = 120
START = datetime(2025, 2, 3, 9, 0, 41, tzinfo=timezone.utc)
HEADER = "pair,window_start,open,high,low,close,volume,quote_volume,vwap,trade_count"
FLOW_HEADER = "pair,window_start,buys,sells,buy_count,sell_count,imbalance,vwap,largest,trades_per_second"
PAIRS = {"TIDE-USD": "64000", "FOAM-USD": "0.08123", "EBB-EUR": "2900.5"}


def plain(number):
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def solve(lines):
    """Of the set of trades, known by pair and id; a frame that is none says nothing."""
    trades = {}
    for line in lines:
        if line.startswith("wss://") or "{" not in line:
            continue
        frame = json.loads(line[line.index("{") :])
        if frame.get("type") in ("match", "last_match"):
            trades[frame["product_id"], int(frame["trade_id"])] = frame
    windows = {}
    for (pair, number), frame in trades.items():
        windows.setdefault((pair, frame["time"][:16]), []).append(
            (frame["time"], number, Decimal(frame["price"]), Decimal(frame["size"]))
        )
    rows = []
    for (pair, minute), inside in sorted(windows.items()):
        inside.sort(key=lambda trade: trade[:2])
        prices = [price for _, _, price, _ in inside]
        volume = sum(size for *_, size in inside)
        quote_volume = sum(price * size for _, _, price, size in inside)
        vwap = (quote_volume / volume).quantize(Decimal("0.00000001"), ROUND_HALF_EVEN)
        numbers = [prices[0], max(prices), min(prices), prices[-1], volume, quote_volume, vwap]
        rows.append(
            ",".join([pair, minute + ":00Z", *map(plain, numbers), str(len(inside))])
        )
    return [HEADER, *rows]


def flow(lines):
    """What takers bought and sold; the side of a match is the maker's."""
    trades = {}
    for line in lines:
        if line.startswith("wss://") or "{" not in line:
            continue
        frame = json.loads(line[line.index("{") :])
        if frame.get("type") in ("match", "last_match"):
            trades[frame["product_id"], int(frame["trade_id"])] = frame
    minutes = {}
    for (pair, _), frame in trades.items():
        minutes.setdefault((pair, frame["time"][:16]), []).append(frame)
    rows = [FLOW_HEADER]
    unit = Decimal("0.00000001")
    for (pair, minute), frames in sorted(minutes.items()):
        sizes = {"buy": [], "sell": []}
        for frame in frames:
            sizes[frame["side"]].append(Decimal(frame["size"]))
        sells, buys = sum(sizes["buy"], Decimal(0)), sum(sizes["sell"], Decimal(0))
        paid = sum(Decimal(frame["price"]) * Decimal(frame["size"]) for frame in frames)
        numbers = [
            ((buys - sells) / (buys + sells)).quantize(unit, ROUND_HALF_EVEN),
            (paid / (buys + sells)).quantize(unit, ROUND_HALF_EVEN),
            max(sizes["buy"] + sizes["sell"]),
            (Decimal(len(frames)) / 60).quantize(unit, ROUND_HALF_EVEN),
        ]
        counts = [str(len(sizes["sell"])), str(len(sizes["buy"]))]
        rows.append(
            ",".join([pair, minute + ":00Z", plain(buys), plain(sells), *counts, *map(plain, numbers)])
        )
    return rows


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def frame_of(kind, pair, number, price, size, moment, side):
    return {
        "type": kind,
        "trade_id": number,
        "side": side,
        "size": size,
        "price": price,
        "product_id": pair,
        "sequence": 70_000 + number,
        "time": stamp(moment),
    }


def ticker_of(frame):
    """What the ticker says of a match; its side is the taker's, that of a match the maker's."""
    price = Decimal(frame["price"])
    return {
        "type": "ticker",
        "sequence": frame["sequence"],
        "product_id": frame["product_id"],
        "price": frame["price"],
        "volume_24h": "1000.5",
        "best_bid": plain(price),
        "best_ask": plain(price + Decimal("0.0001")),
        "side": "buy" if frame["side"] == "sell" else "sell",
        "time": frame["time"],
        "trade_id": frame["trade_id"],
        "last_size": frame["size"],
    }


def make(seed):
    """
    Eleven minutes: ids that repeat, trades that come minutes late or out of order, several of one
    microsecond, trades on the full minute and a microsecond before, minutes without any.
    """
    rng = random.Random(seed)
    prices = {pair: Decimal(price) for pair, price in PAIRS.items()}
    numbers = {pair: 100 for pair in PAIRS}
    lines, late = [], []
    now = START

    def received(frame):
        seconds = (now + timedelta(milliseconds=40)).timestamp()
        lines.append(f"{seconds:.6f}: " + json.dumps(frame, separators=(",", ":")))

    received({"type": "subscriptions", "channels": [{"name": name, "product_ids": [*PAIRS]} for name in ("matches", "ticker")]})
    for pair in PAIRS:
        received(
            frame_of(
                "last_match", pair, 99, PAIRS[pair], "1.5", now - timedelta(minutes=2), "buy"
            )
        )
    while now < START + timedelta(minutes=11):
        now += timedelta(microseconds=rng.randrange(1, 1_800_000))
        pair = rng.choice(sorted(PAIRS))
        if pair == "EBB-EUR" and now.minute % 4 == 1:
            continue  # a gap
        moment = now
        odd = rng.random()
        if odd < 0.03:
            moment = now.replace(second=0, microsecond=0)
        elif odd < 0.06:
            moment = now.replace(second=0, microsecond=0) - timedelta(microseconds=1)
        step = Decimal(rng.randrange(-30, 31)) / 10_000
        prices[pair] = (prices[pair] * (1 + step)).quantize(Decimal("0.00001"))
        numbers[pair] += 1
        size = plain(Decimal(rng.randrange(1, 10**9)) / 10**8)
        frame = frame_of(
            "match", pair, numbers[pair], plain(prices[pair]), size, moment, rng.choice(["buy", "sell"])
        )
        if rng.random() < 0.08:
            late.append((now + timedelta(seconds=rng.randrange(1, 400)), frame))
        else:
            received(frame)
            received(ticker_of(frame))
        if rng.random() < 0.05:
            received(frame)  # delivered twice
        if rng.random() < 0.05:
            numbers[pair] += 1  # another of the same microsecond, at another price
            again = plain(prices[pair] + Decimal("0.001"))
            received(frame_of("match", pair, numbers[pair], again, "0.00000001", moment, "sell"))
        for due in [it for it in late if it[0] <= now]:
            late.remove(due)
            received(due[1])
    for _, frame in late:
        received(frame)
    return lines


def read(feed):
    opened = gzip.open(feed, "rt", encoding="utf-8") if feed.endswith(".gz") else open(feed, encoding="utf-8")
    with opened as file:
        return file.read().splitlines()


def write(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "make":
        write(sys.argv[2] + "/feed.ws", make(int(sys.argv[3])))
    elif len(sys.argv) == 4 and sys.argv[1] == "solve":
        write(sys.argv[3], solve(read(sys.argv[2])))
    elif len(sys.argv) == 4 and sys.argv[1] == "flow":
        told = flow(read(sys.argv[2]))
        if sys.argv[3] == "-":
            print("\n".join(told))
        else:
            write(sys.argv[3], told)
    else:
        raise SystemExit(__doc__)
