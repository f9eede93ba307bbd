#!/usr/bin/env python3
"""A small market in which every strategy of the desk finds something to do.

Usage: market.py FOLDER   writes history.csv and first.ws.gz, second.ws.gz, third.ws.gz

BTC-USD swings by two per cent around 100 with a period of two hours, ETH-USD by one around 10 with
a period of three, both with some noise. history.csv has four and a half days of BTC-USD's
minutes before the recordings: pattern strategies want a hundred full hours. The recordings are
frames of Coinbase's feed, a trade and a tick of each pair every ten seconds; each begins where the
one before it ends.
"""

import gzip
import math
import random
import sys
from datetime import datetime, timedelta, timezone

BEGIN = datetime(2026, 1, 5, 0, 0, tzinfo=timezone.utc)
HISTORY = timedelta(hours=108)
RECORDED = {
    "first": timedelta(hours=2, minutes=30),
    "second": timedelta(minutes=30),
    "third": timedelta(minutes=30),
}
STEP = timedelta(seconds=10)
PAIRS = {"BTC-USD": (100.0, 0.02, 120), "ETH-USD": (10.0, 0.01, 180)}


def price(pair, time, dice):
    """At the trough when the first recording begins."""
    middle, swing, minutes = PAIRS[pair]
    turn = (time - BEGIN).total_seconds() / 60 / minutes
    return middle * (1 - swing * math.cos(2 * math.pi * turn) + dice.gauss(0, 0.0004))


def write_history(path):
    dice = random.Random(1)
    with open(path, "w") as out:
        out.write("time,open,high,low,close,volume\n")
        time = BEGIN - HISTORY
        last = price("BTC-USD", time, dice)
        while time < BEGIN:
            close = price("BTC-USD", time + timedelta(minutes=1), dice)
            high, low = max(last, close), min(last, close)
            out.write(
                f"{int(time.timestamp())},{last:.2f},{high:.2f},{low:.2f},{close:.2f},"
                f"{dice.uniform(1, 9):.3f}\n"
            )
            last = close
            time += timedelta(minutes=1)


def frames(begin, end):
    number = int((begin - BEGIN) / STEP)
    dice = random.Random(2 + number)
    while begin + STEP <= end:
        for pair in PAIRS:
            number_of_pair = number + 1
            time = begin.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
            at = f"{begin.timestamp() + 0.1:.6f}"
            last = price(pair, begin, dice)
            size = f"{dice.uniform(0.01, 2):.4f}"
            side = dice.choice(("buy", "sell"))
            yield (
                f'{at}: {{"type":"match","trade_id":{number_of_pair},"side":"{side}",'
                f'"size":"{size}","price":"{last:.2f}","product_id":"{pair}",'
                f'"sequence":{2 * number_of_pair},"time":"{time}"}}\n'
            )
            yield (
                f'{at}: {{"type":"ticker","sequence":{2 * number_of_pair + 1},'
                f'"product_id":"{pair}","price":"{last:.2f}","open_24h":"{last:.2f}",'
                f'"volume_24h":"1000","low_24h":"{last:.2f}","high_24h":"{last:.2f}",'
                f'"volume_30d":"30000","best_bid":"{last * 0.9999:.4f}",'
                f'"best_ask":"{last * 1.0001:.4f}","side":"{side}","time":"{time}",'
                f'"trade_id":{number_of_pair},"last_size":"{size}"}}\n'
            )
        begin += STEP
        number += 1


def main(folder):
    write_history(f"{folder}/history.csv")
    begin = BEGIN
    for name, length in RECORDED.items():
        # No time in its header, so that the same market is the same file.
        with gzip.GzipFile(f"{folder}/{name}.ws.gz", "w", mtime=0) as out:
            for frame in frames(begin, begin + length):
                out.write(frame.encode())
        begin += length


if __name__ == "__main__":
    main(sys.argv[1])
