#!/usr/bin/env bash
# Makes the golden data directory of a version: four and a half days of imported candles and a recorded market
# of two and a half hours (market.py), in which all six accounts of the desk trade, ended and packed.
# Two more recordings lie beside it, to go on by. Tables hold absolute
# addresses and a recording is known by its path, so it unpacks them at the same place.
#
#   launcher/src/test/golden/make.sh launcher/src/test/resources/golden/NAME.tar.gz [LAB]
#
# LAB is the ./lab script of the version that is to make it; by default this one's. (The archive
# before-formats was made of `up --feed simulator --seed 7 --speed max --events 12000 --until-end`.)
set -euo pipefail
out=$(realpath -m "${1:?usage: make.sh FILE.tar.gz [LAB]}")
here=$(cd "$(dirname "$0")" && pwd)
lab=${2:-$(cd "$here/../../../.." && pwd)/lab}
place=/tmp/tidemark-golden
exec 9>"$place.lock"
flock 9
rm -rf "$place"
mkdir -p "$place" "$(dirname "$out")"
cd "$place"
python3 "$here/market.py" "$place"
"$lab" backfill --csv history.csv --pair BTC-USD --data data
"$lab" up --feed file:first.ws.gz --speed max --until-end --data data \
    --port-offset "${PORT_OFFSET:-3000}"
"$lab" sql --data data -e "
    SELECT account, COUNT(*) AS filled FROM warm.crypto.executions
    WHERE status = 'FILLED' GROUP BY account ORDER BY account"
rm -rf history.csv data/logs data/tmp data/tmp-* data/lab.lock
tar --sort=name --owner=0 --group=0 --numeric-owner -cf - data ./*.ws.gz | gzip -9n > "$out"
rm -rf "$place"
ls -l "$out"
