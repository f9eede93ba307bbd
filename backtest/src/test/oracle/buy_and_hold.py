"""What all the money comes to if it is in the market from the first minute on.

Shares no code with the backtest: exact decimals, the rules of clearing as they are written. Reads
candles (timestamp,open,high,low,close,volume) from a file, plain or gzip, and prints one line:
quantity, cash, equity at the end and its cents.

    python3 buy_and_hold.py FILE [SPREAD [FUNDS]]
"""

import csv
import gzip
import sys
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, getcontext

getcontext().prec = 60
UNIT = Decimal("0.00000001")
SLIPPAGE = Decimal("0.0005")
FEE = Decimal("0.001")


def up(value):
    return value.quantize(UNIT, ROUND_CEILING)


def down(value):
    return value.quantize(UNIT, ROUND_FLOOR)


def cost(price, quantity):
    notional = up(price * quantity)
    return notional + up(notional * FEE)


def main():
    path = sys.argv[1]
    spread = Decimal(sys.argv[2] if len(sys.argv) > 2 else "0.0002")
    funds = Decimal(sys.argv[3] if len(sys.argv) > 3 else "1000")
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as file:
        rows = list(csv.DictReader(file))
    ask = up(Decimal(rows[0]["open"]) * (1 + spread / 2))
    price = up(ask * (1 + SLIPPAGE))
    low, high = 0, int(funds / price / UNIT) + 1  # by bisection, in units
    while high - low > 1:
        middle = (low + high) // 2
        if cost(price, middle * UNIT) <= funds:
            low = middle
        else:
            high = middle
    quantity = low * UNIT
    cash = funds - cost(price, quantity)
    bid = down(Decimal(rows[-1]["close"]) * (1 - spread / 2))
    equity = down(cash + bid * quantity)
    print(f"quantity {quantity:f} cash {cash:f} equity {equity:f} cents {equity.quantize(Decimal('0.01')):f}")


main()
