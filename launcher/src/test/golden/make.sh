#!/usr/bin/env bash
# Makes the golden data directory of a version: a simulated market with the desk's accounts, ended
# and packed. Tables hold absolute addresses, so GoldenDirectoryIT unpacks it at the same place.
#
#   launcher/src/test/golden/make.sh launcher/src/test/resources/golden/NAME.tar.gz [LAB]
#
# LAB is the ./lab script of the version that is to make it; by default this one's.
set -euo pipefail
out=$(realpath -m "${1:?usage: make.sh FILE.tar.gz [LAB]}")
lab=${2:-$(cd "$(dirname "$0")/../../../.." && pwd)/lab}
place=/tmp/tidemark-golden
rm -rf "$place"
mkdir -p "$place" "$(dirname "$out")"
"$lab" up --feed simulator --seed 7 --speed max --events 12000 --until-end \
    --data "$place/data" --port-offset "${PORT_OFFSET:-3000}"
cd "$place"
rm -rf data/logs data/tmp data/tmp-* data/lab.lock
tar --sort=name --owner=0 --group=0 --numeric-owner -cf - data | gzip -9n > "$out"
rm -rf "$place"
