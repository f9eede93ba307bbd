#!/usr/bin/env python3
"""Solves clearing cases by the letter of the rules, with exact decimals and no code of the project.

    clearing.py make FOLDER SEED [--late]   writes ticks.jsonl and requests.jsonl
    clearing.py solve FOLDER [--into OUT]   writes executions.csv, transfers.csv, balances.csv, counts.csv

A line of the two logs is a message as it stands on the bus. With --late it also has "taken", the
bus's stamp, by which it is told which order came too late. Unknown fields are ignored on the bus.
"""
import json
import os
import random
import re
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal, ROUND_CEILING, ROUND_FLOOR, getcontext

getcontext().prec = 120
UNIT = Decimal("0.00000001")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SECOND = 1_000_000
WAIT = 30 * SECOND
TOO_LATE_AFTER = 3_600 * SECOND
REMEMBERED = 24 * 3_600 * SECOND
SLIPPAGE = Decimal("0.0005")
FEE = Decimal("0.001")


# --- forms ---------------------------------------------------------------------------------------

TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z")
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
ORDER_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
ACCOUNT = re.compile(r"[a-z0-9-]{1,32}")
CODE = re.compile(r"[A-Z0-9]+")


class DeadLetter(Exception):
    pass


def micros(text):
    match = TIME.fullmatch(text)
    if not match:
        raise DeadLetter("time " + text)
    try:
        whole = datetime(*map(int, match.groups()[:6]), tzinfo=timezone.utc)
    except ValueError as e:
        raise DeadLetter("time " + text) from e
    return int((whole - EPOCH).total_seconds()) * SECOND + int((match.group(7) or "0").ljust(6, "0"))


def text_of(time):
    moment = EPOCH + timedelta(microseconds=time)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond:06d}Z"


def formed(form, message, field):
    value = message.get(field)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise DeadLetter(f"{field} {value!r}")
    return value


def pair_of(message):
    pair = message.get("pair")
    if not isinstance(pair, str) or pair.count("-") != 1:
        raise DeadLetter(f"pair {pair!r}")
    if not all(CODE.fullmatch(code) for code in pair.split("-")):
        raise DeadLetter(f"pair {pair!r}")
    return pair


def request_of(line):
    try:
        message = json.loads(line)
    except ValueError as e:
        raise DeadLetter("JSON") from e
    if not isinstance(message, dict):
        raise DeadLetter("object")
    request = {
        "id": formed(ORDER_ID, message, "order_id"),
        "account": formed(ACCOUNT, message, "account"),
        "kind": message.get("kind", "order"),
    }
    if not isinstance(message.get("time"), str):
        raise DeadLetter("time")
    request["time"] = micros(message["time"])
    if request["kind"] == "order":
        request["pair"] = pair_of(message)
        request["side"] = message.get("side")
        if not isinstance(request["side"], str):
            raise DeadLetter("side")
        request["quantity"] = formed(DECIMAL, message, "quantity")
    elif request["kind"] == "fund":
        request["asset"] = formed(CODE, message, "asset")
        request["amount"] = formed(DECIMAL, message, "amount")
    else:
        raise DeadLetter("kind")
    request["taken"] = micros(message["taken"]) if "taken" in message else None
    return request


def tick_of(line):
    message = json.loads(line)
    return {
        "pair": message["pair"],
        "sequence": message["sequence"],
        "time": micros(message["time"]),
        "bid": Decimal(message["best_bid"]),
        "ask": Decimal(message["best_ask"]),
        "taken": micros(message["taken"]) if "taken" in message else None,
    }


def places(text):
    return len(text.partition(".")[2])


def plain(number):
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


# --- rules ---------------------------------------------------------------------------------------


def is_too_late(ticks, request):
    """More than an hour behind the newest tick that the bus had taken before the request."""
    if request["taken"] is None:
        return False
    before = [tick["time"] for tick in ticks if tick["taken"] < request["taken"]]
    return bool(before) and request["time"] < max(before) - TOO_LATE_AFTER


def quote_for(ticks, time):
    """The first quote of the log that is later than the order, unless its wait has ended before."""
    newest_quote = None
    for tick in ticks:
        is_quote = tick["bid"] > 0 and tick["ask"] > 0 and tick["bid"] <= tick["ask"]
        if is_quote and newest_quote is not None:
            is_quote = (
                tick["time"] >= newest_quote["time"]
                and tick["sequence"] != newest_quote["sequence"]
            )
        if is_quote:
            newest_quote = tick
            if tick["time"] > time:
                return tick if tick["time"] <= time + WAIT else None
        if tick["time"] > time + WAIT:
            return None
    return None


def fill_of(side, quantity, quote):
    if side == "BUY":
        price = (quote["ask"] * (1 + SLIPPAGE)).quantize(UNIT, ROUND_CEILING)
        notional = (price * quantity).quantize(UNIT, ROUND_CEILING)
    else:
        price = (quote["bid"] * (1 - SLIPPAGE)).quantize(UNIT, ROUND_FLOOR)
        notional = (price * quantity).quantize(UNIT, ROUND_FLOOR)
    return price, notional, (notional * FEE).quantize(UNIT, ROUND_CEILING)


class Books:
    def __init__(self):
        self.executions = []
        self.transfers = []
        self.balances = {}

    def balance(self, account, asset):
        return self.balances.get((account, asset), Decimal(0))

    def move(self, request, kind, debit, credit, asset, amount, time):
        if amount <= 0:
            return
        self.balances[debit, asset] = self.balance(debit, asset) - amount
        self.balances[credit, asset] = self.balance(credit, asset) + amount
        self.transfers.append(
            (
                f"{request['account']}/{request['id']}/{kind}",
                request["id"],
                debit,
                credit,
                asset,
                plain(amount),
                text_of(time),
            )
        )

    def execute(self, request, status, reason, fill, time):
        asked = (
            (request["pair"], request["side"], plain(Decimal(request["quantity"])))
            if request["kind"] == "order"
            else ("", "", "")
        )
        got = tuple(map(plain, fill)) if fill else ("", "", "")
        self.executions.append(
            (request["account"], request["id"], *asked, status, reason, *got, text_of(time))
        )


def settle(books, request, is_funded, ticks):
    time = request["time"]
    account = request["account"]
    if request["kind"] == "fund":
        amount = Decimal(request["amount"])
        if amount <= 0 or places(request["amount"]) > 8:
            books.execute(request, "REJECTED", "INVALID_AMOUNT", None, time)
            return False
        books.move(request, "fund", "@bank", account, request["asset"], amount, time)
        books.execute(request, "FUNDED", "", None, time)
        return True
    quantity = Decimal(request["quantity"])
    base, quote_asset = request["pair"].split("-")
    reason = None
    if request["side"] not in ("BUY", "SELL"):
        reason = "INVALID_SIDE"
    elif quantity <= 0 or places(request["quantity"]) > 8:
        reason = "INVALID_QUANTITY"
    elif not is_funded:
        reason = "UNKNOWN_ACCOUNT"
    if reason:
        books.execute(request, "REJECTED", reason, None, time)
        return False
    of_pair = ticks.get(request["pair"], [])
    if is_too_late(of_pair, request):
        books.execute(request, "REJECTED", "TOO_LATE", None, time + WAIT)
        return False
    quote = quote_for(of_pair, time)
    if quote is None:
        books.execute(request, "REJECTED", "NO_QUOTE", None, time + WAIT)
        return False
    price, notional, fee = fill_of(request["side"], quantity, quote)
    if request["side"] == "BUY" and books.balance(account, quote_asset) < notional + fee:
        books.execute(request, "REJECTED", "INSUFFICIENT_CASH", None, quote["time"])
        return False
    if request["side"] == "SELL" and books.balance(account, base) < quantity:
        books.execute(request, "REJECTED", "INSUFFICIENT_POSITION", None, quote["time"])
        return False
    when = quote["time"]
    if request["side"] == "BUY":
        books.move(request, "cash", account, "@market", quote_asset, notional, when)
        books.move(request, "asset", "@market", account, base, quantity, when)
    else:
        books.move(request, "cash", "@market", account, quote_asset, notional, when)
        books.move(request, "asset", account, "@market", base, quantity, when)
    books.move(request, "fee", account, "@fees", quote_asset, fee, when)
    books.execute(request, "FILLED", "", (price, notional, fee), when)
    return False


def solve(tick_lines, request_lines):
    ticks = {}
    for line in tick_lines:
        tick = tick_of(line)
        ticks.setdefault(tick["pair"], []).append(tick)
    books = Books()
    counts = {"dead_letters": 0, "repeats": 0, "expired": 0}
    funded, newest, known = set(), {}, {}
    for line in request_lines:
        try:
            request = request_of(line)
        except DeadLetter:
            counts["dead_letters"] += 1
            continue
        account, time = request["account"], request["time"]
        oldest = newest.get(account, time) - REMEMBERED
        newest[account] = max(newest.get(account, time), time)
        ids = known.setdefault(account, {})
        known_time = ids.get(request["id"])
        if known_time is not None and known_time >= oldest:
            counts["repeats"] += 1
            continue
        if request["kind"] == "order" and time < oldest:
            counts["expired"] += 1
            continue
        ids[request["id"]] = float("inf") if request["kind"] == "fund" else time
        if settle(books, request, account in funded, ticks):
            funded.add(account)
    return books, counts


# --- files ---------------------------------------------------------------------------------------


def lines(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read().splitlines()


def write(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
        for row in [header, *rows]:
            file.write(",".join(map(str, row)) + "\n")


def solve_folder(folder, into):
    books, counts = solve(lines(folder, "ticks.jsonl"), lines(folder, "requests.jsonl"))
    write(
        into,
        "executions.csv",
        "account order_id pair side quantity status reason price notional fee time".split(),
        sorted(books.executions),
    )
    write(
        into,
        "transfers.csv",
        "transfer_id order_id debit credit asset amount time".split(),
        sorted(books.transfers),
    )
    write(
        into,
        "balances.csv",
        ["account", "asset", "balance"],
        [(*key, plain(balance)) for key, balance in sorted(books.balances.items())],
    )
    write(into, "counts.csv", ["what", "count"], counts.items())


# --- making a case -------------------------------------------------------------------------------


PRICES = {"BTC-USD": "64000", "ETH-USD": "3100", "ETH-BTC": "0.0484", "DOGE-USD": "0.08"}
START = int((datetime(2025, 2, 3, 9, tzinfo=timezone.utc) - EPOCH).total_seconds()) * SECOND


def tick_line(rng, pair, sequence, mid, time):
    spread = (mid * Decimal(rng.choice(["0.0001", "0.0003"]))).quantize(UNIT, ROUND_CEILING)
    bid, ask = mid, mid + spread
    odd = rng.random()
    if odd < 0.02:
        bid, ask = ask + spread, bid  # crossed
    elif odd < 0.03:
        bid = Decimal(0)  # one side only
    elif odd < 0.04:
        ask = Decimal(0)
    return {
        "pair": pair,
        "sequence": sequence,
        "price": plain(mid),
        "best_bid": plain(bid),
        "best_ask": plain(ask),
        "volume_24h": "1000",
        "time": text_of(time),
    }


def make_ticks(rng, seconds):
    made, time, sequence = [], START, 5_000
    mids = {pair: Decimal(price) for pair, price in PRICES.items()}
    while time < START + seconds * SECOND:
        time += rng.randrange(1, 600_000)
        pair = rng.choice(sorted(PRICES))
        minute = (time - START) // (60 * SECOND)
        if (pair == "ETH-BTC" and minute % 3 == 1) or (pair == "DOGE-USD" and minute % 5 == 2):
            continue  # silent for a minute
        sequence += 1
        mids[pair] = (mids[pair] * (1 + Decimal(rng.randrange(-9, 10)) / 10_000)).quantize(
            UNIT, ROUND_FLOOR
        )
        shown = time - rng.randrange(1, 2_000_000) if rng.random() < 0.04 else time
        line = tick_line(rng, pair, sequence, mids[pair], shown)
        made.append(line)
        if rng.random() < 0.03:
            made.append(line)  # delivered twice
        if rng.random() < 0.02:
            made.append({**line, "best_bid": plain((mids[pair] / 2).quantize(UNIT, ROUND_FLOOR))})
    for pair in sorted(PRICES):
        sequence += 1  # so that nobody waits any more
        made.append(tick_line(rng, pair, sequence, mids[pair], time + 60 * SECOND))
    return made


def quantity_of(rng, pair):
    worth = Decimal(rng.randrange(1, 4_000)) / 10
    price = Decimal(PRICES[pair]) * (Decimal(PRICES["BTC-USD"]) if pair == "ETH-BTC" else 1)
    return plain((worth / price).quantize(UNIT, ROUND_FLOOR))


def order(rng, number, account, time):
    pair = rng.choice(sorted(PRICES))
    return {
        "order_id": f"n.{number}:{pair}",
        "account": account,
        "pair": pair,
        "side": rng.choice(["BUY", "BUY", "BUY", "SELL", "SELL"]),
        "quantity": quantity_of(rng, pair),
        "strategy": "oracle",
        "time": text_of(time),
    }


def spoiled(rng, message):
    """A line that is no request: each breaks one form."""
    broken = rng.randrange(10)
    if broken == 0:
        return json.dumps(message)[:-7]
    if broken == 1:
        return "[1, 2]"
    changed = dict(message)
    field, value = [
        ("quantity", "1e-3"),
        ("quantity", ".5"),
        ("quantity", "+1"),
        ("order_id", "n/1"),
        ("order_id", "x" * 65),
        ("account", "Upper"),
        ("time", "2025-02-03 09:00:00"),
        ("pair", "BTCUSD"),
    ][broken - 2]
    changed[field] = value
    return json.dumps(changed, separators=(",", ":"))


def make_requests(rng, seconds, is_late):
    accounts = ["north", "south", "west-1", "nobody"]
    made = []

    def add(message):
        made.append(json.dumps(message, separators=(",", ":")))

    def fund(number, account, asset, amount, time):
        add(
            {
                "order_id": f"fund-{number}",
                "account": account,
                "kind": "fund",
                "asset": asset,
                "amount": amount,
                "time": text_of(time),
            }
        )

    fund(1, "north", "USD", "1000", START)
    fund(2, "south", "USD", "25000.12345678", START)
    fund(3, "west-1", "USD", "300", START + SECOND)
    fund(4, "west-1", "BTC", "0.05", START + 2 * SECOND)
    fund(5, "north", "USD", "-5", START)
    fund(6, "north", "USD", "0.000000001", START)
    fund(7, "nobody", "USD", "0", START)
    time = START
    for number in range(420):
        time += rng.randrange(1, 2 * seconds * SECOND // 420)
        message = order(rng, number, rng.choice(accounts), time - rng.randrange(0, 4 * SECOND))
        odd = rng.random()
        if odd < 0.05:
            made.append(spoiled(rng, message))
            continue
        if odd < 0.08:
            message["side"] = rng.choice(["HOLD", "buy", ""])
        elif odd < 0.11:
            message["quantity"] = rng.choice(["0", "-0.5", "0.123456789", "-0"])
        elif odd < 0.13:
            message["pair"] = "LINK-USD"  # nobody quotes it
        elif odd < 0.15:
            message["quantity"] = "0.00000001"
        elif odd < 0.17:
            message["quantity"] = "100000"
        add(message)
        if rng.random() < 0.04:
            add(message)  # redelivered
        if rng.random() < 0.02:
            add({**message, "side": "SELL", "quantity": "7"})  # the id is known all the same
    fund(1, "north", "USD", "1000", time)
    fund(8, "north", "USD", "12.5", time)
    if not is_late:
        return made
    # A day later: ids of the first day are not known any more, and what is older has expired.
    later = START + 25 * 3_600 * SECOND
    first = json.loads(made[9])
    add({**order(rng, 1_000, "south", later), "pair": "BTC-USD"})
    add({**order(rng, 1_001, "south", time), "pair": "BTC-USD"})
    add({**order(rng, 1_002, "south", later - 24 * 3_600 * SECOND), "pair": "BTC-USD"})
    add({**order(rng, 1_003, "south", later - 24 * 3_600 * SECOND - 1), "pair": "BTC-USD"})
    add({**first, "account": "south"})
    add({**first, "account": "south", "time": text_of(later + 1)})
    fund(2, "south", "USD", "25000", later)
    return made


def make(folder, seed, is_late):
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(seed)
    seconds = 600
    tick_lines = [json.dumps(t, separators=(",", ":")) for t in make_ticks(rng, seconds)]
    request_lines = make_requests(rng, seconds, is_late)
    if is_late:
        tick_lines, request_lines = stamped(rng, tick_lines, request_lines)
    for name, made in (("ticks.jsonl", tick_lines), ("requests.jsonl", request_lines)):
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(made) + "\n")


def stamped(rng, tick_lines, request_lines):
    """
    Gives each message a stamp of the bus. Halfway a tick of BTC-USD leaps two hours ahead and one
    of DOGE-USD an hour to the microsecond: what the bus takes behind it is late, what it took
    before is not, whichever of the two logs is read first.
    """
    bus = START + 3 * 24 * 3_600 * SECOND
    ticks = [json.loads(line) for line in tick_lines]
    half = len(ticks) // 2
    for pair, ahead in (("BTC-USD", 7_200 * SECOND), ("DOGE-USD", 3_600 * SECOND)):
        newest = max(micros(t["time"]) for t in ticks[:half])
        ticks.insert(half, tick_line(rng, pair, 900_000 + half, Decimal(PRICES[pair]), newest + ahead))
    later = START + 25 * 3_600 * SECOND + 10 * SECOND
    ticks.append(tick_line(rng, "BTC-USD", 999_999, Decimal(PRICES["BTC-USD"]), later))
    for number, tick in enumerate(ticks):
        tick["taken"] = text_of(bus + number * 1_000)
    made = []
    for number, line in enumerate(request_lines):
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            made.append(line)
            continue
        at = number * len(ticks) // len(request_lines)
        same = rng.random() < 0.1
        message["taken"] = text_of(bus + at * 1_000 + (0 if same else 500))
        made.append(json.dumps(message, separators=(",", ":")))
    return [json.dumps(t, separators=(",", ":")) for t in ticks], made


def main(arguments):
    command, folder, *rest = arguments
    if command == "make":
        make(folder, int(rest[0]), "--late" in rest)
    elif command == "solve":
        solve_folder(folder, rest[1] if rest[:1] == ["--into"] else folder)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
