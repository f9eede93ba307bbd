#!/usr/bin/env python3
"""A worked case of clearing under terms that change, solved with exact decimals.

It shares no code with the clearing house. It prints three logs and what must come of them; the output is kept in
src/test/resources/lab/domain/clearing/terms and read by DatedTermsCaseTest. Times are whole microseconds from the
start of the case, stamps of the bus too.

    python3 domain/src/test/oracle/dated_terms.py domain/src/test/resources/lab/domain/clearing/terms
"""
import random
import sys
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
SECOND = 1_000_000
DAY = 24 * 3600 * SECOND
PLACES = Decimal("0.00000001")
# slippage, fee, wait in ms, from, taken
STANDARD = (Decimal("0.0005"), Decimal("0.001"), 30_000, None, None)
CHANGES = [
    (Decimal("0.0002"), Decimal("0.0006"), 30_000, 300 * SECOND, 250 * SECOND),
    (Decimal("0"), Decimal("0.01"), 5_000, 600 * SECOND, 550 * SECOND),
    # Says that it began long ago, but reaches nothing that the bus had taken before it.
    (Decimal("0.003"), Decimal("0"), 90_000, 0, 800 * SECOND),
]


def rounded(number, up):
    return number.quantize(PLACES, rounding=ROUND_CEILING if up else ROUND_FLOOR)


def in_force(time, taken):
    held = STANDARD
    for change in CHANGES:
        if change[3] <= time and change[4] < taken:
            held = change
    return held


def ticks(rng):
    time, log = 0, []
    for sequence in range(1, 400):
        time += rng.choice([SECOND, 2 * SECOND, 3 * SECOND, 3 * SECOND, 40 * SECOND]) if rng.random() < 0.2 else SECOND
        bid = Decimal(rng.randrange(9_000_000_000, 11_000_000_000)) * PLACES
        log.append((sequence, time, bid, bid + Decimal(rng.randrange(0, 50_000_000)) * PLACES))
    return log


def requests(rng, end):
    log = [("f-1", "fund", 0, 1, "USD", Decimal("20000"))]
    edges = [300 * SECOND - 1, 300 * SECOND, 300 * SECOND + 1, 600 * SECOND - 1, 600 * SECOND]
    times = sorted(edges + [rng.randrange(0, end) for _ in range(150)])
    for i, time in enumerate(times):
        taken = time + rng.randrange(1, 20 * SECOND)
        quantity = Decimal(rng.randrange(1, 300_000_000)) * PLACES
        log.append((f"o-{i}", rng.choice(["BUY", "BUY", "SELL"]), time, taken, "BTC-USD", quantity))
        if rng.random() < 0.1:
            log.append((f"o-{rng.randrange(i + 1)}", "BUY", time, taken + 1, "BTC-USD", quantity))
    log.append(("ahead", "BUY", end + DAY - 60 * SECOND, end + SECOND, "BTC-USD", Decimal("1")))
    log.append(("behind", "BUY", end - 61 * SECOND, end + 2 * SECOND, "BTC-USD", Decimal("1")))
    log.append(("just", "BUY", end - 60 * SECOND, end + 3 * SECOND, "BTC-USD", Decimal("0.00000001")))
    return sorted(log, key=lambda it: it[3])


def solve(tick_log, request_log):
    cash, held, newest, known, out = Decimal(0), Decimal(0), None, {}, []
    counts = {"repeat": 0, "expired": 0}
    for oid, what, time, taken, asset, amount in request_log:
        oldest = None if newest is None else newest - DAY
        late = oldest is not None and time < oldest
        newest = time if newest is None else max(newest, time)
        if oid in known and (known[oid] is None or known[oid] >= oldest):
            counts["repeat"] += 1
            continue
        if late and what != "fund":
            counts["expired"] += 1
            continue
        known[oid] = None if what == "fund" else time  # a fund's id is never forgotten
        slippage, fee_rate, wait = in_force(time, taken)[:3]
        row = [oid, "REJECTED", "", "", "", ""]
        if what == "fund":
            cash += amount
            row[1] = "FUNDED"
        else:
            later = next((t for t in tick_log if t[1] > time), None)
            if later is None or later[1] > time + wait * 1_000:
                row[2] = "NO_QUOTE"
            else:
                buy = what == "BUY"
                factor = 1 + slippage if buy else 1 - slippage
                price = rounded((later[3] if buy else later[2]) * factor, buy)
                notional = rounded(price * amount, buy)
                fee = rounded(notional * fee_rate, True)
                if buy and cash < notional + fee:
                    row[2] = "INSUFFICIENT_CASH"
                elif not buy and held < amount:
                    row[2] = "INSUFFICIENT_POSITION"
                else:
                    cash += -notional - fee if buy else notional - fee
                    held += amount if buy else -amount
                    row[1:6] = ["FILLED", "", f"{price:f}", f"{notional:f}", f"{fee:f}"]
        out.append(row + [f"{cash:.8f}", f"{slippage:f}", f"{fee_rate:f}", str(wait)])
    return out, counts


def write(path, rows):
    path.write_text("".join(",".join(str(cell) for cell in row) + "\n" for row in rows))


def main(folder):
    rng = random.Random(18)
    tick_log = ticks(rng)
    request_log = requests(rng, tick_log[-1][1])
    executions, counts = solve(tick_log, request_log)
    write(folder / "ticks.csv", [(s, t, f"{b:f}", f"{a:f}") for s, t, b, a in tick_log])
    write(folder / "requests.csv", [(o, w, t, k, a, f"{q:f}") for o, w, t, k, a, q in request_log])
    write(folder / "changes.csv", [(f"{s:f}", f"{f:f}", w, b, k) for s, f, w, b, k in CHANGES])
    write(folder / "executions.csv", executions)
    write(folder / "counts.csv", sorted(counts.items()))


main(Path(sys.argv[1]))
