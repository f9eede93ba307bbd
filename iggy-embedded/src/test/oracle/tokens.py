"""Writes tokens-1.bin: a broker's access tokens, version 1, with the secrets named below.

Made from the words of TokenKeeper alone. Needs the package xxhash.
"""

import hashlib
import pathlib
import struct

import xxhash


def token(name, secret, expires_at_micros):
    data = name.encode()
    return (
        struct.pack(">H", len(data))
        + data
        + hashlib.sha256(secret.encode()).digest()
        + struct.pack(">q", expires_at_micros)
    )


tokens = (
    b"TIDT"
    + struct.pack(">ii", 1, 2)
    + token("for-ever", "a-secret-that-never-expires", 0)
    + token("short", "a-secret-that-has-expired", 1_700_000_000_000_000)
)
tokens += struct.pack(">Q", xxhash.xxh3_64_intdigest(tokens))
here = pathlib.Path(__file__).resolve().parent
(here.parent / "resources" / "lab" / "iggy" / "embedded" / "tokens-1.bin").write_bytes(tokens)
