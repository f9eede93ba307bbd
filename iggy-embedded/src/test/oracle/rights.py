"""Records what a real 0.8.0 server lets a user do: for each right alone, the status of each command.

    rights.py HOST PORT USERNAME PASSWORD > ../resources/lab/iggy/embedded/rights-0.8.0.txt

Needs a server that has no stream and no user but root. The test sends the same bytes in the same order.
"""

import socket
import struct
import sys


class Client:
    def __init__(self, host, port, username, password):
        self.socket = socket.create_connection((host, port))
        assert self.ask(38, short(username) + short(password) + bytes(8)) == 0

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            assert part, "connection closed"
            data += part
        return data

    def ask(self, code, payload=b""):
        self.socket.sendall(struct.pack("<II", 4 + len(payload), code) + payload)
        status, length = struct.unpack("<II", self.receive(8))
        self.receive(length)
        return status


def short(text):
    data = text.encode()
    return bytes([len(data)]) + data


def ident(name):
    return b"\1\4" + struct.pack("<I", name) if isinstance(name, int) else b"\2" + short(name)


def new_topic(stream, topic):
    return ident(stream) + struct.pack("<IBQQB", 1, 1, 0, 0, 0) + short(topic)


def send(stream, topic):
    message = struct.pack("<Q16sQQQIIQ", 0, bytes(16), 0, 0, 0, 0, 1, 0) + b"x"
    address = ident(stream) + ident(topic) + b"\2\4" + struct.pack("<II", 0, 1)
    index = struct.pack("<IIQ", 0, len(message), 0)
    return struct.pack("<I", len(address)) + address + index + message


def poll(stream, topic):
    start = b"\1" + ident(1) + ident(stream) + ident(topic)
    return start + b"\1" + struct.pack("<IBQIB", 0, 1, 0, 1, 0)


GLOBAL = "manage-servers read-servers manage-users read-users manage-streams read-streams".split()
GLOBAL += "manage-topics read-topics poll send".split()
IN_STREAM = "manage-stream read-stream manage-topics read-topics poll send".split()
IN_TOPIC = "manage-topic read-topic poll send".split()


def bools(names, granted):
    return bytes(name == granted for name in names)


def permissions(everywhere=None, stream=None, topic=None):
    """One right: everywhere, in stream 0, or in its topic 0."""
    data = bools(GLOBAL, everywhere)
    if stream is None and topic is None:
        return data + b"\0"
    data += b"\1" + struct.pack("<I", 0) + bools(IN_STREAM, stream)
    if topic is not None:
        data += b"\1" + struct.pack("<I", 0) + bools(IN_TOPIC, topic)
    return data + b"\0\0"


def grants():
    yield "nothing", b"\0"
    for right in GLOBAL:
        yield right, permissions(everywhere=right)
    for right in IN_STREAM:
        yield "stream-0:" + right, permissions(stream=right)
    for right in IN_TOPIC:
        yield "topic-0:" + right, permissions(topic=right)


def granted(data):
    return b"\0" if data == b"\0" else b"\1" + struct.pack("<I", len(data)) + data


def requests():
    yield "ping", 1, b""
    yield "statistics", 10, b""
    yield "cluster", 12, b""
    yield "me", 20, b""
    yield "client", 21, struct.pack("<I", 99)
    yield "client-0", 21, struct.pack("<I", 0)
    yield "clients", 22, b""
    yield "user-self", 31, ident("alice")
    yield "user-root", 31, ident(0)
    yield "user-404", 31, ident(404)
    yield "user-nobody", 31, ident("nobody")
    yield "users", 32, b""
    yield "create-user", 33, short("dave") + short("dave-password") + b"\1\0"
    yield "update-user", 35, ident("dave") + b"\0\1\1"
    yield "permit-user", 36, ident("dave") + b"\0"
    yield "permit-root", 36, ident(0) + b"\0"
    yield "password-of-another", 37, ident("carol") + short("wrong-one") + short("new-one")
    yield "password-of-nobody", 37, ident("nobody") + short("wrong-one") + short("new-one")
    yield "delete-root", 34, ident(0)
    yield "delete-user", 34, ident("dave")
    yield "tokens", 41, b""
    yield "create-token", 42, short("token") + bytes(8)
    yield "delete-token", 43, short("token")
    yield "streams", 201, b""
    yield "create-stream", 202, short("extra")
    yield "delete-stream", 203, ident("extra")
    for stream, topic in ("zero", "zero"), ("zero", "one"), ("one", "zero"), ("zero", "none"), ("none", "zero"):
        at = ident(stream) + ident(topic)
        of = stream + "/" + topic
        offset = b"\1" + ident(1) + at + b"\1" + struct.pack("<I", 0)
        yield "send:" + of, 101, send(stream, topic)
        yield "poll:" + of, 100, poll(stream, topic)
        yield "flush:" + of, 102, at + struct.pack("<IB", 0, 0)
        yield "store-offset:" + of, 121, offset + struct.pack("<Q", 0)
        yield "offset:" + of, 120, offset
        yield "delete-offset:" + of, 122, offset
        yield "stream:" + of, 200, ident(stream)
        yield "rename-stream:" + of, 204, ident(stream) + short(stream)
        yield "topics:" + of, 301, ident(stream)
        yield "topic:" + of, 300, at
        yield "create-topic:" + of, 302, new_topic(stream, "extra")
        yield "delete-topic:" + of, 303, ident(stream) + ident("extra")
        yield "update-topic:" + of, 304, at + struct.pack("<BQQB", 1, 0, 0, 1) + short(topic)
        yield "add-partition:" + of, 402, at + struct.pack("<I", 1)
        yield "remove-partition:" + of, 403, at + struct.pack("<I", 1)
        yield "remove-segment:" + of, 503, at + struct.pack("<II", 0, 1)
        yield "create-group:" + of, 602, at + short("group")
        yield "groups:" + of, 601, at
        yield "group:" + of, 600, at + ident("group")
        yield "join:" + of, 604, at + ident("group")
        yield "leave:" + of, 605, at + ident("group")
        yield "delete-group:" + of, 603, at + ident("group")
        yield "purge-topic:" + of, 305, at
        yield "purge-stream:" + of, 205, ident(stream)


def main(host, port, username, password):
    print("# What a 0.8.0 server lets a user do who has one right: made by src/test/oracle/rights.py.")
    root = Client(host, int(port), username, password)
    setup = [(33, short(name) + short(name + "-password") + b"\1\0") for name in ("alice", "carol")]
    setup += [(202, short("zero")), (202, short("one"))]
    setup += [(302, new_topic("zero", "zero")), (302, new_topic("zero", "one")), (302, new_topic("one", "zero"))]
    for code, payload in setup:
        assert root.ask(code, payload) == 0
        print("setup", code, payload.hex())
    alice = Client(host, int(port), "alice", "alice-password")
    for name, code, payload in requests():
        print("request", name, code, payload.hex() or "-")
    for name, data in grants():
        assert root.ask(36, ident("alice") + granted(data)) == 0
        statuses = [alice.ask(code, payload) for _, code, payload in requests()]
        print("grant", name, (ident("alice") + granted(data)).hex(), *statuses)


if __name__ == "__main__":
    main(*sys.argv[1:])
