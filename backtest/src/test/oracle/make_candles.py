"""Candles of two days of a made-up market: a seeded walk with a missing stretch, on standard output."""

import datetime
import random

random.seed(20220101)
price = 46_319_00  # cents
time = datetime.datetime(2022, 1, 1)
print("timestamp,open,high,low,close,volume")
for minute in range(2 * 24 * 60):
    open_ = price + random.randint(-300, 300)
    close = open_ + random.randint(-4_000, 4_000)
    high = max(open_, close) + random.randint(0, 1_500)
    low = min(open_, close) - random.randint(0, 1_500)
    price = close
    if not 700 <= minute < 760:
        stamp = (time + datetime.timedelta(minutes=minute)).isoformat(sep=" ")
        prices = ",".join(f"{it / 100:.2f}" for it in (open_, high, low, close))
        print(f"{stamp},{prices},{random.randint(1, 9_999_999) / 10_000:.4f}")
