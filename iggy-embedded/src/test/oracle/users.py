"""Writes users-1.bin: a broker's users, version 1: Ada with some rights, Ben who is inactive and has none.

Made from the words of UserFile alone. Needs the package xxhash.
"""

import hashlib
import pathlib
import struct

import xxhash

ITERATIONS = 1_000


def user(number, name, active, password, permissions):
    data = name.encode()
    salt = hashlib.sha256(data).digest()[:16]
    password_hash = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS, 32)
    rights = b"" if permissions is None else permissions
    return (
        struct.pack(">iH", number, len(data))
        + data
        + struct.pack(">q?i", 1_700_000_000_000_000 + number, active, ITERATIONS)
        + salt
        + password_hash
        + struct.pack(">?i", permissions is not None, len(rights))
        + rights
    )


# read-users; in stream 7 to poll, in its topic 2 to send
RIGHTS = bytes([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
RIGHTS += b"\1" + struct.pack("<I", 7) + bytes([0, 0, 0, 0, 1, 0])
RIGHTS += b"\1" + struct.pack("<I", 2) + bytes([0, 0, 0, 1]) + b"\0\0"

users = (
    b"TIDU"
    + struct.pack(">ii", 1, 2)
    + user(1, "Ada", True, "the-password-of-ada", RIGHTS)
    + user(3, "Ben", False, "the-password-of-ben", None)
)
users += struct.pack(">Q", xxhash.xxh3_64_intdigest(users))
here = pathlib.Path(__file__).resolve().parent
(here.parent / "resources" / "lab" / "iggy" / "embedded" / "users-1.bin").write_bytes(users)
