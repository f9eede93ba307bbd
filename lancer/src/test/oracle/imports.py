"""Files to import in the formats that people have, and the candles that are in them.

Shares no code with what reads them: candles are made up first, then written in each format, so
that what must be read is known. Candles of trades are added up here by the rules of candles, with
exact decimals. Run it with Python 3 and pyarrow from anywhere; what it writes is committed.
"""

import gzip
import json
import random
import zipfile
from datetime import datetime, timedelta, timezone
from decimal import Decimal, ROUND_HALF_EVEN
from pathlib import Path

OUT = Path(__file__).parent.parent / "resources" / "imports"
START = int(datetime(2024, 12, 31, 23, 55, tzinfo=timezone.utc).timestamp())
ROUND = Decimal("0.00000001")


def plain(value):
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def market(seed, rows=14):
    """Candles as (second, open, high, low, close, volume); the sixth minute has none."""
    dice = random.Random(seed)
    made, price = [], Decimal("43046.58")
    for i in range(rows):
        opened = price
        closed = opened + Decimal(dice.randint(-900, 900)) / 100
        high = max(opened, closed) + Decimal(dice.randint(1, 300)) / 100
        low = min(opened, closed) - Decimal(dice.randint(1, 300)) / 100
        volume = Decimal(dice.randint(0, 500_000_000)) / 100_000_000
        if i != 5:
            made.append((START + 60 * i, opened, high, low, closed, volume))
        price = closed
    return made


def iso(second):
    return datetime.fromtimestamp(second, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def expect(name, candles):
    lines = [",".join([iso(c[0])] + [plain(v) for v in c[1:]]) for c in candles]
    (OUT / (name + ".candles")).write_text("\n".join(lines) + "\n")


def text(name, lines, candles, newline="\n", encoding="utf-8", pack=None):
    data = (newline.join(lines) + newline).encode(encoding)
    if pack == "gz":
        data = gzip.compress(data, mtime=0)
    (OUT / name).write_bytes(data)
    expect(name, candles)


def cells(candle, order="ohlcv"):
    at = dict(zip("tohlcv", candle))
    return [plain(at[each]) for each in order]


def klines(candle, unit):
    t, volume = candle[0] * unit, candle[5]
    end = (candle[0] + 60) * unit - 1
    return [str(t)] + cells(candle) + [str(end), plain(volume * candle[4]), "17", "1.5", "64569.8", "0"]


def of_candles():
    m = market(1)
    text("binance-header-ms.csv",
         ["open_time,open,high,low,close,volume,close_time,quote_volume,count,"
          "taker_buy_volume,taker_buy_quote_volume,ignore"]
         + [",".join(klines(c, 1_000)) for c in m], m)
    text("binance-bare-us.csv", [",".join(klines(c, 1_000_000)) for c in m], m)
    text("binance-names.csv",
         ["Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume,Number of trades,"
          "Taker buy base asset volume,Taker buy quote asset volume,Ignore"]
         + [",".join(klines(c, 1_000)) for c in m], m)
    with zipfile.ZipFile(OUT / "binance.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(zipfile.ZipInfo("BTCUSDT-1m-2025-01.csv"),
                     "\n".join(",".join(klines(c, 1_000)) for c in m) + "\n")
    expect("binance.zip", m)

    m = market(2)
    rows = ["[%d,%s]" % (c[0], ",".join(cells(c, "lhocv"))) for c in reversed(m)]
    (OUT / "coinbase.json").write_text("[" + ",".join(rows) + "]")
    expect("coinbase.json", m[::-1])
    text("coinbase.csv", ["time,low,high,open,close,volume"]
         + [",".join([str(c[0])] + cells(c, "lhocv")) for c in reversed(m)], m[::-1])
    text("coinbase-bare.csv",
         [",".join([str(c[0])] + cells(c, "lhocv")) for c in reversed(m)], m[::-1])

    m = market(3)
    text("kraken-ohlcvt.csv", [",".join([str(c[0])] + cells(c) + ["3"]) for c in m], m)
    (OUT / "kraken-rest.json").write_text(json.dumps({"error": [], "result": {
        "XXBTZUSD": [[c[0]] + cells(c, "ohlc") + [plain(c[4]), plain(c[5]), 3] for c in m],
        "last": m[-1][0]}}))
    expect("kraken-rest.json", m)
    text("bare.csv", [",".join([str(c[0])] + cells(c)) for c in m], m)
    text("bitfinex-bare.csv",
         [",".join([str(c[0] * 1_000)] + cells(c, "ochlv")) for c in m], m)

    m = market(4)
    text("cryptodatadownload.csv",
         ["https://www.CryptoDataDownload.com",
          "unix,date,symbol,open,high,low,close,Volume BTC,Volume USD"]
         + [",".join([str(c[0]), iso(c[0])[:19].replace("T", " "), "BTC/USD"] + cells(c)
                     + [plain(c[5] * c[4])]) for c in reversed(m)], m[::-1])
    text("cryptodatadownload-quote-first.csv",
         ["https://www.CryptoDataDownload.com",
          "Unix,Date,Symbol,Open,High,Low,Close,Volume USD,Volume BTC,tradecount"]
         + [",".join([str(c[0] * 1_000), iso(c[0])[:19].replace("T", " "), "BTC/USD"]
                     + cells(c, "ohlc") + [plain(c[5] * c[4]), plain(c[5]), "7"])
            for c in reversed(m)], m[::-1])
    text("cryptodatadownload-gemini.csv",
         ["https://www.CryptoDataDownload.com",
          "Unix Timestamp,Date,Symbol,Open,High,Low,Close,Volume"]
         + [",".join([str(c[0] * 1_000), iso(c[0])[:19].replace("T", " "), "BTCUSD"] + cells(c))
            for c in reversed(m)], m[::-1])
    whole = [(START + 300,) + m[0][1:], (START + 300 + 3_600,) + m[1][1:]]
    text("cryptodatadownload-half-days.csv",
         ["https://www.CryptoDataDownload.com",
          "Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USD"]
         + [",".join([datetime.fromtimestamp(c[0], timezone.utc).strftime("%Y-%m-%d %I-%p"), "BTCUSD"]
                     + cells(c) + [plain(c[5] * c[4])]) for c in reversed(whole)], whole[::-1])

    m = market(5)
    text("kaggle.csv",
         ["Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price"]
         + [",".join([str(c[0])] + cells(c) + [plain(c[5] * c[4]), plain(c[4])]) for c in m], m)
    text("kaggle-floats.csv", ["Timestamp,Open,High,Low,Close,Volume"]
         + [",".join([str(c[0]) + ".0"] + cells(c)) for c in m], m)

    m = market(6)
    (OUT / "freqtrade.json").write_text(json.dumps(
        [[c[0] * 1_000] + [float(v) for v in c[1:]] for c in m]))
    expect("freqtrade.json", m)
    feather("freqtrade-lz4.feather", m, "lz4", "ns")
    feather("freqtrade-zstd.feather", m, "zstd", "ms")
    feather("freqtrade-plain.feather", m, "uncompressed", "us")
    objects = [dict(zip(["timestamp", "open", "high", "low", "close", "volume"],
                        [iso(c[0])] + [plain(v) for v in c[1:]])) for c in m]
    (OUT / "objects.json").write_text(json.dumps({"result": {"candles": objects}}))
    expect("objects.json", m)

    m = market(7)
    text("semicolons-commas.csv", ["Zeit;time;Open;High;Low;Close;Volume"]
         + [";".join(["x", iso(c[0])[:19].replace("T", " ")] + [v.replace(".", ",") for v in cells(c)])
            for c in m], m)
    text("tabs-utf16.csv", ["<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>"]
         + ["\t".join([iso(c[0])[:10].replace("-", "."), iso(c[0])[11:19]] + cells(c)) for c in m],
         m, encoding="utf-16")
    text("quoted-mark-crlf.csv.gz", ['"Timestamp","OPEN", "High" ,Low,Close,"Volume"']
         + [",".join('"%s"' % each for each in [iso(c[0])] + cells(c)) for c in m],
         m, newline="\r\n", encoding="utf-8-sig", pack="gz")
    text("pandas-index.csv", [",datetime,open,high,low,close,volume"]
         + [",".join([str(i), iso(c[0])[:19].replace("T", " ") + "+00:00"] + cells(c))
            for i, c in enumerate(m)], m)
    text("nanoseconds.csv", ["timestamp,open,high,low,close,volume"]
         + [",".join([str(c[0] * 1_000_000_000)] + cells(c)) for c in m], m)
    text("half-hours-offset.csv", ["time,close,open,low,high,volume"]
         + [",".join([datetime.fromtimestamp(c[0], timezone(timedelta(hours=5, minutes=30)))
                     .isoformat()] + cells(c, "colhv")) for c in m], m)


def feather(name, candles, compression, unit):
    import pyarrow as pa
    from pyarrow import feather as arrow

    scale = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[unit]
    columns = {"date": pa.array([c[0] * scale for c in candles], pa.timestamp(unit, tz="UTC"))}
    for at, column in enumerate(["open", "high", "low", "close", "volume"], 1):
        columns[column] = pa.array([float(c[at]) for c in candles], pa.float64())
    arrow.write_feather(pa.table(columns), OUT / name, compression=compression, chunksize=5)
    expect(name, candles)


def of_trades():
    dice = random.Random(8)
    trades, micros, price = [], START * 1_000_000 + 12_345, Decimal("94123.45")
    for i in range(400):
        price += Decimal(dice.randint(-500, 500)) / 100
        trades.append((micros, price, Decimal(dice.randint(1, 90_000_000)) / 100_000_000, 700 + i))
        # Some share a microsecond; some minutes have no trade at all
        micros += dice.choice([0, 1, 250_000, 1_700_000, 9_000_000]) if i % 50 else 190_000_000
    made = sums(trades)
    order = list(range(len(trades)))
    for i in range(0, len(order) - 3, 7):  # an exchange's files are not always in order
        order[i], order[i + 2] = order[i + 2], order[i]
    shuffled = [trades[i] for i in order]
    text("tardis-trades.csv.gz",
         ["exchange,symbol,timestamp,local_timestamp,id,side,price,amount"]
         + [",".join(["coinbase", "BTC-USD", str(t), str(t + 1_234), str(n), "buy", plain(p), plain(q)])
            for t, p, q, n in shuffled], made, pack="gz")
    numbered = [(t, p, q, i) for i, (t, p, q, _) in enumerate(trades)]
    text("kraken-trades.csv",
         [",".join(["%d.%06d" % divmod(t, 1_000_000), plain(p), plain(q)]) for t, p, q, _ in trades],
         sums(numbered))
    text("binance-trades.csv",
         [",".join([str(n), plain(p), plain(q), plain(p * q), str(t), "True", "True"])
          for t, p, q, n in shuffled], made)
    seconds = [(t // 1_000_000 * 1_000_000, p, q, i) for i, (t, p, q, _) in enumerate(trades)]
    text("bitcoincharts.csv",
         [",".join([str(t // 1_000_000), plain(p), plain(q)]) for t, p, q, _ in trades], sums(seconds))


def sums(trades):
    minutes = {}
    for trade in sorted(trades, key=lambda each: (each[0], each[3])):
        minutes.setdefault(trade[0] // 60_000_000 * 60, []).append(trade)
    made = []
    for start, inside in sorted(minutes.items()):
        prices = [p for _, p, _, _ in inside]
        volume = sum(q for _, _, q, _ in inside)
        quote = sum(p * q for _, p, q, _ in inside)
        vwap = (quote / volume).quantize(ROUND, ROUND_HALF_EVEN)
        made.append((start, prices[0], max(prices), min(prices), prices[-1], volume, quote, vwap,
                     Decimal(len(inside))))
    return made


def times():
    """What a time means, or nothing where it must be refused."""
    t = datetime(2025, 1, 31, 23, 1, tzinfo=timezone.utc)
    second = int(t.timestamp())
    india = timezone(timedelta(hours=5, minutes=30))
    west = timezone(timedelta(hours=-8))
    same = [str(second), str(second) + ".0", str(second) + ".000000", "%.9E" % second,
            str(second * 10**3), str(second * 10**6), str(second * 10**9), str(second * 10**3) + ".0",
            t.isoformat(), t.strftime("%Y-%m-%dT%H:%MZ"), t.strftime("%Y-%m-%d %H:%M"),
            t.strftime("%Y-%m-%d %H:%M:%S"), t.strftime("%Y-%m-%d %H:%M:%S.000"),
            t.strftime("%Y-%m-%dT%H:%M:%S.000000000Z"), t.strftime("%Y-%m-%d %H:%M:%S,000"),
            t.strftime("%Y-%m-%d %H:%M:%S UTC"), t.strftime("%Y-%m-%d %H:%M:%SUTC"),
            t.strftime("%Y-%m-%d %H:%M:%S GMT"), t.strftime("%Y-%m-%d %H:%M:%S+00:00"),
            t.strftime("%Y-%m-%d %H:%M:%S +0000"), t.strftime("%Y-%m-%d %H:%M:%S+00"),
            t.strftime("%Y/%m/%d %H:%M"), t.strftime("%Y.%m.%d %H:%M:%S"), t.strftime("%Y%m%d %H%M%S"),
            t.strftime("%Y%m%dT%H%M%SZ"), t.strftime("%Y%m%d%H%M"), t.strftime("%Y%m%d%H%M%S"),
            t.strftime("%Y%m%d %H:%M"), t.strftime("%Y-%m-%d %I:%M:%S %p"), t.strftime("%Y-%m-%d, %H:%M:%S"),
            t.astimezone(india).isoformat(), t.astimezone(west).strftime("%Y-%m-%d %H:%M:%S%z"),
            t.strftime("%Y-%m-%dt%H:%M:%Sz"), " " + t.isoformat() + " "]
    lines = [(each, iso(second)) for each in same]
    noon = datetime(2020, 7, 8, 12, tzinfo=timezone.utc)
    for hours in (-12, -11, 0, 1, 2, 11):
        each = noon + timedelta(hours=hours)
        lines.append((each.strftime("%Y-%m-%d %I-%p"), iso(int(each.timestamp()))))
    lines.append(("2020-07-08", "2020-07-08T00:00:00Z"))
    lines.append(("20200708", "2020-07-08T00:00:00Z"))
    lines.append(("2024-02-29 00:00", "2024-02-29T00:00:00Z"))
    lines += [(each, "") for each in [
        "", "yesterday", "NaN", "08/07/2020", "07-08-2020 02:00", "1.73E+09", "1.7383644E12x", "-1738364460",
        "2025-02-29", "2025-13-01", "2025-01-31 24:00:00", "2025-01-31 23:60", "2025-01-31 13-PM",
        "2025-01-31 00-AM", "2025-01-31 23", "2025-01-31-05:00", "2025-01-31 23:01:00 EST",
        "2025-01-31T23:01:00+25:00", "2025-01-31T23:01:00Z[UTC]", "2025-01/31", "0x67",
        "\u0661\u0667\u0663\u0668\u0663\u0666\u0664\u0664\u0666\u0660", "1738364460 60",
        "99999999999999999999999"]]
    (OUT / "times.tsv").write_text("".join("%s\t%s\n" % each for each in lines))


OUT.mkdir(parents=True, exist_ok=True)
of_candles()
of_trades()
times()
