"""Writes golden/iggy-committable-v1.bin and -v2.bin: what an exactly-once sink has in Flink's state, by version.

Made from the words of IggyCommittableSerializer and of the Iggy 0.8 protocol alone.
"""

import pathlib
import struct


def utf(text):
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def header_field(kind, data):
    return struct.pack("<BI", kind, len(data)) + data


def message(id_upper, id_lower, origin_micros, payload, headers=b""):
    return (
        struct.pack("<QQQ", 0, id_lower, id_upper)  # checksum, and the id's low half first
        + struct.pack("<QQQ", 0, 0, origin_micros)  # offset and server time are the server's
        + struct.pack("<IIQ", len(headers), len(payload), 0)
        + payload
        + headers
    )


messages = message(0x0123456789ABCDEF, 0xFEDCBA9800000000, 1_700_000_000_000_000, b"first") + message(
    0x0123456789ABCDEF,
    0xFEDCBA9800000001,
    0,
    "zwölf €".encode(),
    header_field(2, b"kind") + header_field(1, b"\x00\xff"),
)
log_end = struct.pack(">qq", 0x0006000000000001, 1_000)  # the log's making, where it ended
last = struct.pack(">?qi", True, 0x0006000000000007, -10)  # the message before that: its time and checksum


def committable(end):
    return (
        utf("crypto")
        + utf("copies")
        + struct.pack(">i?qi", 2, True, 41, 3)  # partition, movable, checkpoint, sequence
        + end
        + struct.pack(">i", len(messages))
        + messages
    )


golden = pathlib.Path(__file__).resolve().parent.parent / "golden"
(golden / "iggy-committable-v1.bin").write_bytes(committable(log_end))
(golden / "iggy-committable-v2.bin").write_bytes(committable(log_end + last))
