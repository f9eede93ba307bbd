"""Writes catalog-2.bin: a broker's catalog of version 2, which has consumer groups.

Made from the words of CatalogFile alone. Needs the package xxhash.
"""

import pathlib
import struct

import xxhash

UNLIMITED = -1
CREATED = 1_772_452_800_000_000  # 2026-03-02T12:00:00Z


def utf(text):
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def topic(number, name, partition_uids, groups):
    return (
        struct.pack(">iq", number, CREATED)
        + utf(name)
        + struct.pack(">qBqB", UNLIMITED, 1, UNLIMITED, 1)  # expiry, compression, size, replication
        + struct.pack(">i", len(partition_uids))
        + b"".join(struct.pack(">qq", uid, CREATED) for uid in partition_uids)
        + struct.pack(">i", len(groups))
        + b"".join(struct.pack(">i", group) + utf(name) for group, name in groups)
    )


catalog = (
    b"TIDG"
    + struct.pack(">iqi", 2, 4, 1)  # version, the next partition's uid, streams
    + struct.pack(">iq", 0, CREATED)
    + utf("crypto")
    + struct.pack(">i", 2)
    + topic(0, "trades", [1, 2], [(0, "readers"), (2, "zähler")])
    + topic(1, "orders", [3], [])
)
catalog += struct.pack(">Q", xxhash.xxh3_64_intdigest(catalog))
here = pathlib.Path(__file__).resolve().parent
(here.parent / "resources" / "lab" / "iggy" / "embedded" / "catalog-2.bin").write_bytes(catalog)
