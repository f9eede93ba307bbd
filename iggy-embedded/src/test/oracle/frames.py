"""Writes the conformance suite: requests of the 0.8 protocol and the answers to them, byte by byte, as text.

    frames.py ../resources/lab/iggy/embedded/conformance

Made from a description of the protocol and the server's handlers, without a line of the broker. Each file is a talk
over one or more connections, named by its command:

    on NAME          what follows goes over the connection of this name, which is opened when it is first named
    on NAME root     the same, and it logs in as root first
    > BYTES          a request in hex; lines that begin with a space belong to it. 00*9 is nine zeros, {name} is what a
                     mask of that name has read, {username} and {password} are root's; {length} is the length of all
                     that follows
    < BYTES          the answer, which must be equal but for masks: <name:4> any four bytes, <name:u8> and <name:u32> a
                     text with its length, <name:u32*28> a list of entries of 28 bytes with its length, <name:*> all the
                     rest, <length> what that makes
    < anything       any answer
    < closed         the connection ends without one
    end              nothing more is sent over this connection
"""

import pathlib
import struct
import sys

FOREVER = (1 << 64) - 1


class Mask(str):
    """Bytes that may differ, by name and size."""


ZEROS_WRITTEN_OUT = 64


def hexed(data):
    if not isinstance(data, bytes):
        return str(data)
    zeros = len(data) - len(data.rstrip(b"\0"))
    if zeros <= ZEROS_WRITTEN_OUT:
        return data.hex(" ")
    return f"{data[:-zeros].hex(' ')} 00*{zeros}".strip()


def u8(value, what):
    return [(struct.pack("<B", value), f"{what}: {value}")]


def u16(value, what):
    return [(struct.pack("<H", value), f"{what}: {value}")]


def u32(value, what):
    return [(struct.pack("<I", value), f"{what}: {value}")]


def u64(value, what):
    return [(struct.pack("<Q", value), f"{what}: {'never ends' if value == FOREVER else value}")]


def raw(data, what):
    return [(data, what)]


def text(value, what):
    """A text of up to 255 bytes; or what was read before, {like this}."""
    if value.startswith("{"):
        return [(value, f"{what}")]
    data = value.encode()
    return [(bytes([len(data)]) + data, f'{what}: "{value}"')]


def long_text(value, what):
    data = value.encode()
    return [(struct.pack("<I", len(data)) + data, f'{what}: "{value}"')]


def mask(name, size):
    return [(Mask(f"<{name}:{size}>"), "may differ")]


def ident(value, what):
    """A number or a name."""
    if isinstance(value, int):
        return [(b"\1\4" + struct.pack("<I", value), f"{what}: number {value}")]
    data = value.encode()
    return [(b"\2" + bytes([len(data)]) + data, f'{what}: "{value}"')]


def numbered(mask_name, what):
    """An identifier by the number that an answer gave."""
    return [(b"\1\4", f"{what}: by number"), (f"{{{mask_name}}}", "as it was given")]


def consumer(value, kind=1):
    data = ident(value, "consumer" if kind == 1 else "group")[0]
    return [(bytes([kind]) + data[0], data[1])]


def partition(value=None):
    given = value is not None
    return [(struct.pack("<BI", given, value or 0), f"partition: {value}" if given else "partition: none named")]


class Talk:
    def __init__(self, name, about):
        self.name = name
        self.lines = ["# " + line for line in about.strip().split("\n")]
        self.lines += ["# Made by src/test/oracle/frames.py."]

    def on(self, connection, root=False):
        self.lines += ["", f"on {connection}" + (" root" if root else "")]

    def end(self):
        self.lines += ["end"]

    def put(self, sign, parts):
        for number, (data, comment) in enumerate(parts):
            line = f"{sign if number == 0 else ' '} {hexed(data)}"
            self.lines += [f"{line:<58} # {comment}"]

    def ask(self, about, code, *fields, answer):
        fields = [part for field in fields for part in field]
        self.lines += ["", "# " + about]
        if all(isinstance(data, bytes) for data, _ in fields):
            length = struct.pack("<I", 4 + sum(len(data) for data, _ in fields))
        else:
            length = "{length}"
        self.put(">", [(length, "length"), (struct.pack("<I", code), f"command {code}"), *fields])
        answer(self)

    def bytes(self, about, *parts, answer=None):
        self.lines += ["", "# " + about]
        self.put(">", [part for field in parts for part in field])
        if answer:
            answer(self)

    def write(self, folder):
        (folder / f"{self.name}.txt").write_text("\n".join(self.lines) + "\n")


def ok(*fields):
    fields = [part for field in fields for part in field]

    def put(talk):
        size = 0
        for data, _ in fields:
            if isinstance(data, bytes):
                size += len(data)
            elif data[1:-1].split(":")[1].isdigit():
                size += int(data[1:-1].split(":")[1])
            else:
                size = None
                break
        length = "<length>" if size is None else struct.pack("<I", size)
        talk.put("<", [(bytes(4), "ok"), (length, "length"), *fields])

    return put


def refused(code, why):
    return lambda talk: talk.put("<", [(struct.pack("<I", code), f"refused: {code}, {why}"), (bytes(4), "length")])


def anything(talk):
    talk.lines += ["< anything"]


def closed(talk):
    talk.lines += ["< closed"]


STREAM, TOPIC, GROUP = "conformance", "topic", "group"
AT = ident(STREAM, "stream") + ident(TOPIC, "topic")
NO_TOPIC = ident(STREAM, "stream") + ident("none", "topic")
NO_STREAM = ident("conformance-none", "stream") + ident(TOPIC, "topic")


def clean(talk):
    talk.ask("what an earlier run may have left", 203, ident(STREAM, "stream"), answer=anything)


def leave(talk):
    talk.ask("nothing is left behind", 203, ident(STREAM, "stream"), answer=ok())


def stream_header(name, topics=0, size=0, messages=0):
    return mask("stream", 4) + mask("created_at", 8) + u32(topics, "topics") + u64(size, "bytes") + u64(messages, "messages") + text(name, "name")


def topic_header(name, number=0, partitions=1, expiry=FOREVER, compression=1, max_size=FOREVER, replication=1, size=0, messages=0):
    return (u32(number, "topic") + mask("created_at", 8) + u32(partitions, "partitions") + u64(expiry, "expiry") + u8(compression, "compression")
            + u64(max_size, "largest size") + u8(replication, "replication") + u64(size, "bytes") + u64(messages, "messages") + text(name, "name"))


def partition_details(number, segments, newest=0, size=0, messages=0):
    return (u32(number, "partition") + mask("created_at", 8) + u32(segments, "segments") + u64(newest, "newest offset")
            + u64(size, "bytes") + u64(messages, "messages"))


def topic_wanted(name, partitions=None, compression=1, expiry=0, max_size=0, replication=0):
    count = [] if partitions is None else u32(partitions, "partitions")
    return (count + u8(compression, "compression") + u64(expiry, "expiry") + u64(max_size, "largest size")
            + u8(replication, "replication") + text(name, "name"))


def make_topic(talk, partitions=1):
    """A stream and a topic; other files say what the answers to that are."""
    clean(talk)
    talk.ask("a stream", 202, text(STREAM, "name"), answer=ok(stream_header(STREAM)))
    talk.ask("a topic", 302, ident(STREAM, "stream"), topic_wanted(TOPIC, partitions),
             answer=ok(topic_header(TOPIC, partitions=partitions), *[partition_details(each, 0) for each in range(partitions)]))


BALANCED = raw(b"\1\0", "partitioning: balanced")


def to_partition(number):
    return raw(b"\2\4" + struct.pack("<I", number), f"partitioning: partition {number}")


def by_key(key):
    return raw(bytes([3, len(key)]) + key, f"partitioning: key {key.decode()}")


def message(payload, number=0, headers=b"", origin=0):
    """As it is sent: what the server fills in is zero."""
    head = struct.pack("<Q", 0) + number.to_bytes(16, "little") + struct.pack("<QQQIIQ", 0, 0, origin, len(headers), len(payload), 0)
    return head + payload + headers


def taken_apart(messages):
    """Each message by its fields."""
    parts = []
    for data in messages:
        headers, payload = struct.unpack_from("<II", data, 48)
        parts += raw(data[:8], "checksum: the server's") + raw(data[8:24], f"id: {int.from_bytes(data[8:24], 'little'):#x}")
        parts += raw(data[24:40], "offset, timestamp: the server's") + raw(data[40:48], "origin timestamp")
        parts += raw(data[48:52], f"bytes of user headers: {headers}") + raw(data[52:56], f"bytes of payload: {payload}")
        parts += raw(data[56:64], "reserved") + raw(data[64:64 + payload], "payload")
        parts += raw(data[64 + payload:], "user headers") if headers else []
    return parts


def send(messages, at=AT, partitioning=None, count=None, index=None, more=b""):
    partitioning = partitioning or to_partition(0)
    count = len(messages) if count is None else count
    address = at + partitioning + u32(count, "messages")
    size = sum(len(data) for data, _ in address)
    ends, entries = 0, b""
    for each in messages:
        ends += len(each)
        entries += struct.pack("<IIQ", 0, ends, 0)
    entries = entries if index is None else index
    parts = u32(size, "length of the address") + address
    for start in range(0, len(entries), 16):
        parts += raw(entries[start:start + 16], f"index: the message ends at {struct.unpack_from('<I', entries, start + 4)[0]}")
    return parts + taken_apart(messages) + (raw(more, "what the index does not know of") if more else [])


def polled(offset, payload, number=None, headers=b"", origin=0):
    """As it is given out."""
    which = mask("message_id", 16) if number is None else raw(number.to_bytes(16, "little"), f"id: {number:#x}")
    parts = mask("checksum", 8) + which + u64(offset, "offset") + mask("timestamp", 8) + u64(origin, "origin timestamp")
    parts += u32(len(headers), "bytes of user headers") + u32(len(payload), "bytes of payload") + u64(0, "reserved")
    parts += raw(payload, f"payload: {payload.decode()}")
    return parts + (raw(headers, "user headers") if headers else [])


def batch(at_partition, newest, *messages):
    return (u32(at_partition, "partition") + u64(newest, "newest offset") + u32(len(messages), "messages")
            + [part for each in messages for part in each])


def poll(kind, value=0, count=10, who=None, at=AT, where=partition(0), commit=0):
    names = {1: "offset", 2: "timestamp", 3: "first", 4: "last", 5: "next"}
    return ((who or consumer(7)) + at + where + raw(struct.pack("<BQ", kind, value), f"from: {names.get(kind, 'no such kind')} {value}")
            + u32(count, "count") + u8(commit, "store the offset"))


A, B, C = (message(letter, 0x1000 + place, origin=5_000_000 + place) for place, letter in enumerate((b"a", b"bb", b"ccc")))
PA, PB, PC = (polled(place, letter, 0x1000 + place, origin=5_000_000 + place) for place, letter in enumerate((b"a", b"bb", b"ccc")))
SIZE = len(A + B + C)


def frames(talk):
    talk.on("root", True)
    talk.ask("a command that there is not", 9_999, answer=refused(3, "no command"))
    talk.ask("the same, with a body", 9_999, raw(b"body", "whatever"), answer=refused(3, "no command"))
    talk.bytes("a length that has no room for a command", raw(struct.pack("<I", 3), "length"), raw(struct.pack("<I", 1), "command 1"),
               answer=refused(3, "no command"))
    talk.ask("the connection goes on", 1, answer=ok())
    talk.bytes("more than any command but a send may have: its body is not read", raw(struct.pack("<I", (10 << 20) + 5), "length"),
               raw(struct.pack("<I", 200), "command 200"), answer=refused(3, "no command"))
    talk.ask("the connection goes on", 1, answer=ok())
    talk.ask("a body that ends early", 200, raw(b"\2\5conf", "stream: five bytes are said, four are there"), answer=refused(3, "no command"))
    talk.ask("an identifier of no kind", 200, raw(b"\3\1x", "stream"), answer=refused(3, "no command"))
    talk.ask("a number of a wrong size", 200, raw(b"\1\2\0\0", "stream"), answer=refused(4, "no format"))
    talk.ask("an empty name", 202, raw(b"\0", "name"), answer=refused(4, "no format"))
    talk.ask("bytes behind the body are not minded", 1, raw(b"more", "whatever"), answer=ok())
    talk.on("second", True)
    talk.bytes("half of a frame, and nothing more", raw(struct.pack("<I", 20), "length"), raw(struct.pack("<I", 200), "command 200"),
               raw(b"\2", "one byte of sixteen"))
    talk.end()
    closed(talk)


def before_login(talk):
    talk.on("stranger")
    talk.ask("anybody may", 1, answer=ok())
    name = ident(STREAM, "stream")
    for about, code, *fields in (
            ("statistics", 10), ("a snapshot", 11, snapshot(DEFLATED)), ("the cluster", 12), ("who am I", 20), ("a client", 21, u32(1, "client")), ("clients", 22), ("a user", 31, ident("iggy", "user")),
            ("users", 32), ("a new user", 33, text("conformance", "name"), text("secret", "password"), raw(b"\1\0", "active, no rights")),
            ("a user's end", 34, ident("nobody", "user")), ("another name", 35, ident("nobody", "user"), raw(b"\0\0", "nothing changes")),
            ("other permissions", 36, ident("nobody", "user"), raw(b"\0", "none")),
            ("another password", 37, ident("nobody", "user"), text("secret", "current"), text("secrets", "new")), ("logout", 39), ("tokens", 41), ("a new token", 42, text("token", "name"), u64(0, "expiry")),
            ("a token's end", 43, text("token", "name")), ("poll", 100, poll(3)),
            ("flush", 102, AT, u32(0, "partition"), u8(0, "force")), ("get an offset", 120, consumer(7), AT, partition(0)),
            ("store an offset", 121, consumer(7), AT, partition(0), u64(0, "offset")), ("delete an offset", 122, consumer(7), AT, partition(0)),
            ("a stream", 200, name), ("streams", 201), ("a new stream", 202, text(STREAM, "name")), ("a stream's end", 203, name),
            ("a stream's name", 204, name, text(STREAM, "name")), ("purge a stream", 205, name),
            ("a topic", 300, AT), ("topics", 301, name), ("a new topic", 302, name, topic_wanted(TOPIC, 1)), ("a topic's end", 303, AT),
            ("a topic's settings", 304, AT, topic_wanted(TOPIC)), ("purge a topic", 305, AT), ("new partitions", 402, AT, u32(1, "count")),
            ("fewer partitions", 403, AT, u32(1, "count")), ("fewer segments", 503, AT, u32(0, "partition"), u32(1, "segments")), ("a group", 600, AT, ident(GROUP, "group")), ("groups", 601, AT),
            ("a new group", 602, AT, text(GROUP, "name")), ("a group's end", 603, AT, ident(GROUP, "group")), ("join", 604, AT, ident(GROUP, "group")), ("leave", 605, AT, ident(GROUP, "group"))):
        talk.ask(about, code, *fields, answer=refused(40, "log in first"))
    talk.on("sender")
    talk.ask("send: the last request here, as a 0.8.0 server would leave its body lying", 101, send([A]), answer=refused(40, "log in first"))


def login(talk):
    versions = long_text("frames/0.8", "version") + long_text("", "context")
    talk.on("client")
    talk.ask("a name that is too short", 38, text("io", "name"), text("secret", "password"), versions, answer=refused(43, "no username"))
    talk.ask("a password that is too short", 38, text("nobody", "name"), text("it", "password"), versions, answer=refused(44, "no password"))
    talk.ask("nobody", 38, text("conformance-nobody", "name"), text("secret", "password"), versions, answer=refused(42, "wrong credentials"))
    talk.ask("root's name, another password", 38, text("{username}", "root's name"), text("not-it-at-all", "password"), versions,
             answer=refused(42, "wrong credentials"))
    talk.ask("still nobody", 201, answer=refused(40, "log in first"))
    talk.ask("root", 38, text("{username}", "root's name"), text("{password}", "root's password"), versions, answer=ok(u32(0, "user")))
    talk.ask("is in", 201, answer=anything)
    talk.ask("once more, over the same connection", 38, text("{username}", "root's name"), text("{password}", "root's password"), versions,
             answer=ok(u32(0, "user")))
    talk.ask("without version and context: the body ends early", 38, text("{username}", "root's name"), text("{password}", "root's password"),
             answer=refused(3, "no command"))
    talk.ask("out", 39, answer=ok())
    talk.ask("is out", 201, answer=refused(40, "log in first"))


def system(talk):
    talk.on("root", True)
    talk.ask("statistics", 10, answer=ok(
        mask("pid", 4), mask("cpu", 4), mask("total_cpu", 4), mask("memory", 8), mask("total_memory", 8), mask("free_memory", 8), mask("run_time", 8),
        mask("start_time", 8), mask("read_bytes", 8), mask("written_bytes", 8), mask("messages_size", 8), mask("streams", 4), mask("topics", 4),
        mask("partitions", 4), mask("segments", 4), mask("messages", 8), mask("clients", 4), mask("groups", 4), mask("hostname", "u32"),
        mask("os_name", "u32"), mask("os_version", "u32"), mask("kernel", "u32"), long_text("0.8.0", "version of the server"),
        u32(8_000, "the same as a number"), mask("caches", "u32*32"), mask("threads", 4), mask("free_disk", 8), mask("total_disk", 8)))
    talk.ask("who am I", 20, answer=ok(mask("client", 4), u32(0, "user"), u8(1, "transport: TCP"), mask("address", "u32"), u32(0, "groups")))
    talk.ask("a client by its number", 21, [("{client}", "this one")],
             answer=ok(mask("client", 4), u32(0, "user"), u8(1, "transport: TCP"), mask("address", "u32"), u32(0, "groups")))
    talk.ask("no client has this number", 21, u32(0, "client"), answer=refused(101, "no client id"))
    talk.ask("clients", 22, answer=ok(mask("clients", "*")))
    talk.on("stranger")
    talk.ask("ping", 1, answer=ok())


STORED, DEFLATED = 1, 2
FILES, TEST, SERVER_CONFIG, ALL = 1, 4, 6, 100


def snapshot(compression, *kinds):
    return u8(compression, "compression") + u8(len(kinds), "parts") + [part for kind in kinds for part in u8(kind, "part")]


def snapshots(talk):
    """Only parts that need no other program are asked for."""
    zipped = raw(b"PK\3\4", "a ZIP file begins") + mask("snapshot", "*")
    talk.on("root", True)
    talk.ask("one part, stored", 11, snapshot(STORED, TEST), answer=ok(zipped))
    talk.ask("two, deflated", 11, snapshot(DEFLATED, TEST, SERVER_CONFIG), answer=ok(zipped))
    talk.ask("none is an empty ZIP file", 11, snapshot(DEFLATED), answer=ok(raw(b"PK\5\6", "a ZIP file ends") + mask("snapshot", "*")))
    for compression in 0, 7:
        talk.ask("a compression that there is not", 11, snapshot(compression, TEST), answer=refused(3, "no command"))
    for kind in 0, 7, 99, 101:
        talk.ask("a part that there is not", 11, snapshot(DEFLATED, kind), answer=refused(3, "no command"))
    talk.ask("all parts and another", 11, snapshot(DEFLATED, ALL, FILES), answer=refused(3, "no command"))
    talk.ask("another and all parts", 11, snapshot(DEFLATED, FILES, ALL), answer=refused(3, "no command"))
    talk.ask("fewer parts than it says", 11, u8(DEFLATED, "compression"), u8(2, "parts"), u8(TEST, "part"), answer=refused(3, "no command"))
    talk.ask("no compression at all", 11, answer=refused(3, "no command"))


def cluster(talk):
    talk.on("root", True)
    talk.ask("a server alone", 12, answer=ok(
        long_text("single-node", "cluster"), u32(1, "nodes"), long_text("iggy-node", "node"), mask("ip", "u32"), mask("tcp_port", 2),
        mask("quic_port", 2), mask("http_port", 2), mask("websocket_port", 2), u8(0, "leader"), u8(0, "healthy")))
    talk.ask("bytes behind the command are not minded", 12, raw(b"more", "whatever"), answer=ok(mask("cluster", "*")))


def segments(talk):
    def fewer(about, count, at=AT, where=0, answer=ok()):
        talk.ask(about, 503, at, u32(where, "partition"), u32(count, "segments"), answer=answer)

    talk.on("root", True)
    make_topic(talk)
    fewer("of a partition that has never had a message", 1)
    talk.ask("three messages", 101, send([A, B, C]), answer=ok())
    fewer("none", 0)
    fewer("the one that is written to stays", 1)
    fewer("however many are to go", 0xFFFFFFFF)
    talk.ask("all is there", 100, poll(3), answer=ok(batch(0, 2, PA, PB, PC)))
    fewer("no such partition", 1, where=9, answer=refused(3007, "no partition"))
    fewer("no such topic", 1, NO_TOPIC, answer=refused(2010, "no topic"))
    fewer("no such stream", 1, NO_STREAM, answer=refused(1009, "no stream"))
    talk.ask("a body that ends early", 503, AT, u32(0, "partition"), answer=refused(3, "no command"))
    leave(talk)


def streams(talk):
    talk.on("root", True)
    for name in STREAM, STREAM + "-2":
        talk.ask("what an earlier run may have left", 203, ident(name, "stream"), answer=anything)
    talk.ask("make one", 202, text(STREAM, "name"), answer=ok(stream_header(STREAM)))
    talk.ask("its name is taken", 202, text(STREAM, "name"), answer=refused(1012, "stream's name is taken"))
    talk.ask("by its name", 200, ident(STREAM, "stream"), answer=ok(stream_header(STREAM)))
    talk.ask("by its number", 200, numbered("stream", "stream"), answer=ok(stream_header(STREAM)))
    talk.ask("there is none: an empty answer, and no error", 200, ident("conformance-none", "stream"), answer=ok())
    talk.ask("all", 201, answer=ok(mask("streams", "*")))
    talk.ask("rename", 204, ident(STREAM, "stream"), text(STREAM + "-2", "name"), answer=ok())
    talk.ask("by its old name", 200, ident(STREAM, "stream"), answer=ok())
    talk.ask("by its new one", 200, ident(STREAM + "-2", "stream"), answer=ok(stream_header(STREAM + "-2")))
    talk.ask("another", 202, text(STREAM, "name"), answer=ok(stream_header(STREAM)))
    talk.ask("to a name that is taken", 204, ident(STREAM, "stream"), text(STREAM + "-2", "name"), answer=refused(1012, "stream's name is taken"))
    talk.ask("to its own", 204, ident(STREAM, "stream"), text(STREAM, "name"), answer=ok())
    for about, code, *more in ("rename none", 204, text("x", "name")), ("purge none", 205), ("delete none", 203):
        talk.ask(about, code, ident("conformance-none", "stream"), *more, answer=refused(1009, "no such stream"))
    talk.ask("a topic in it", 302, ident(STREAM, "stream"), topic_wanted(TOPIC, 1), answer=ok(topic_header(TOPIC), partition_details(0, 0)))
    talk.ask("tells of it", 200, ident(STREAM, "stream"), answer=ok(stream_header(STREAM, topics=1), topic_header(TOPIC)))
    talk.ask("send", 101, send([A, B, C]), answer=ok())
    talk.ask("tells of them", 200, ident(STREAM, "stream"),
             answer=ok(stream_header(STREAM, 1, SIZE, 3), topic_header(TOPIC, size=SIZE, messages=3)))
    talk.ask("flush: a 0.8.0 server purges only what is on its disk", 102, AT, u32(0, "partition"), u8(0, "wait for the disk"), answer=ok())
    talk.ask("purge", 205, ident(STREAM, "stream"), answer=ok())
    talk.ask("is empty", 100, poll(3), answer=ok(batch(0, 0)))
    talk.ask("delete", 203, ident(STREAM, "stream"), answer=ok())
    talk.ask("is gone", 200, ident(STREAM, "stream"), answer=ok())
    talk.ask("the other", 203, ident(STREAM + "-2", "stream"), answer=ok())


def topics(talk):
    talk.on("root", True)
    clean(talk)
    talk.ask("a stream", 202, text(STREAM, "name"), answer=ok(stream_header(STREAM)))
    here = ident(STREAM, "stream")
    talk.ask("make one: what is 0 is what the server has", 302, here, topic_wanted(TOPIC, 2),
             answer=ok(topic_header(TOPIC, partitions=2), partition_details(0, 0), partition_details(1, 0)))
    talk.ask("its name is taken", 302, here, topic_wanted(TOPIC, 1), answer=refused(2013, "topic's name is taken"))
    talk.ask("too many partitions at once", 302, here, topic_wanted("many", 1_001), answer=refused(2015, "too many partitions"))
    talk.ask("smaller than a segment", 302, here, topic_wanted("small", 1, max_size=1_000), answer=refused(1019, "no size of a topic"))
    talk.ask("a compression that there is not", 302, here, topic_wanted("pressed", 1, compression=9), answer=refused(3, "no command"))
    talk.ask("in no stream", 302, ident("conformance-none", "stream"), topic_wanted(TOPIC, 1), answer=refused(1009, "no such stream"))
    wanted = dict(compression=2, expiry=3_600_000_000, max_size=10 << 30, replication=1)
    talk.ask("one without partitions, with settings", 302, here, topic_wanted("settings", 0, **wanted),
             answer=ok(topic_header("settings", 1, 0, **wanted)))
    talk.ask("tell: a partition has a segment now", 300, AT,
             answer=ok(topic_header(TOPIC, partitions=2), partition_details(0, 1), partition_details(1, 1)))
    talk.ask("by its number", 300, here, ident(1, "topic"), answer=ok(topic_header("settings", 1, 0, **wanted)))
    talk.ask("there is none", 300, NO_TOPIC, answer=ok())
    talk.ask("nor the stream", 300, NO_STREAM, answer=ok())
    talk.ask("all", 301, here, answer=ok(topic_header(TOPIC, partitions=2), topic_header("settings", 1, 0, **wanted)))
    talk.ask("of no stream", 301, ident("conformance-none", "stream"), answer=ok())
    talk.ask("change", 304, AT, topic_wanted("renamed", None, **wanted), answer=ok())
    talk.ask("is changed", 300, here, ident("renamed", "topic"),
             answer=ok(topic_header("renamed", partitions=2, **wanted), partition_details(0, 1), partition_details(1, 1)))
    talk.ask("to a name that is taken", 304, here, ident("renamed", "topic"), topic_wanted("settings"), answer=refused(2013, "topic's name is taken"))
    talk.ask("back", 304, here, ident("renamed", "topic"), topic_wanted(TOPIC, None, **wanted), answer=ok())
    talk.ask("change none", 304, NO_TOPIC, topic_wanted("x"), answer=refused(2010, "no such topic"))
    talk.ask("send", 101, send([A, B, C], partitioning=to_partition(1)), answer=ok())
    talk.ask("tells of them", 300, AT, answer=ok(topic_header(TOPIC, partitions=2, size=SIZE, messages=3, **wanted), partition_details(0, 1),
                                                 partition_details(1, 1, 2, SIZE, 3)))
    talk.ask("flush: a 0.8.0 server purges only what is on its disk", 102, AT, u32(1, "partition"), u8(0, "wait for the disk"), answer=ok())
    talk.ask("purge", 305, AT, answer=ok())
    talk.ask("is empty", 100, poll(3, where=partition(1)), answer=ok(batch(1, 0)))
    for about, code in ("purge none", 305), ("delete none", 303):
        talk.ask(about, code, NO_TOPIC, answer=refused(2010, "no such topic"))
        talk.ask("in no stream", code, NO_STREAM, answer=refused(1009, "no such stream"))
    talk.ask("delete", 303, AT, answer=ok())
    talk.ask("is gone", 300, AT, answer=ok())
    talk.ask("its number is free", 302, here, topic_wanted("next", 0), answer=ok(topic_header("next", 0, 0)))
    leave(talk)


def partitions(talk):
    talk.on("root", True)
    make_topic(talk)
    talk.ask("two more", 402, AT, u32(2, "count"), answer=ok())
    talk.ask("are there", 300, AT, answer=ok(topic_header(TOPIC, partitions=3), *[partition_details(each, 1) for each in range(3)]))
    talk.ask("none", 402, AT, u32(0, "count"), answer=refused(2015, "too many partitions"))
    talk.ask("too many", 402, AT, u32(1_001, "count"), answer=refused(2015, "too many partitions"))
    talk.ask("send to the last", 101, send([A], partitioning=to_partition(2)), answer=ok())
    talk.ask("the last two go", 403, AT, u32(2, "count"), answer=ok())
    talk.ask("are gone", 300, AT, answer=ok(topic_header(TOPIC), partition_details(0, 1)))
    talk.ask("more than there are", 403, AT, u32(2, "count"), answer=refused(2019, "no such number of partitions"))
    talk.ask("of no topic", 402, NO_TOPIC, u32(1, "count"), answer=refused(2010, "no such topic"))
    talk.ask("of no topic", 403, NO_TOPIC, u32(1, "count"), answer=refused(2010, "no such topic"))
    leave(talk)


def sends(talk):
    talk.on("root", True)
    make_topic(talk, 3)
    headers = b"\2" + struct.pack("<I", 3) + b"key" + b"\2" + struct.pack("<I", 5) + b"value"
    talk.ask("to a partition; ids and origin are kept, the last one gets an id", 101,
             send([A, message(b"with headers", 0xABCD, headers, 42), message(b"no id")], partitioning=to_partition(2)), answer=ok())
    talk.ask("are there", 100, poll(3, where=partition(2)),
             answer=ok(batch(2, 2, PA, polled(1, b"with headers", 0xABCD, headers, 42), polled(2, b"no id"))))
    talk.ask("by a key: xxHash32 of it, modulo three", 101, send([message(b"keyed")], partitioning=by_key(b"BTC-USD")), answer=ok())
    talk.ask("is there", 100, poll(4, count=1, where=partition(KEYED)),
             answer=ok(batch(KEYED, *((3, polled(3, b"keyed")) if KEYED == 2 else (0, polled(0, b"keyed"))))))
    talk.ask("balanced", 101, send([message(b"one")], partitioning=BALANCED), answer=ok())
    talk.ask("no messages", 101, send([]), answer=refused(4009, "no number of messages"))
    talk.ask("an index that says an offset", 101, send([A], index=struct.pack("<IIQ", 1, len(A), 0)), answer=refused(4031, "offset is not zero"))
    talk.ask("an index that says a time", 101, send([A], index=struct.pack("<IIQ", 0, len(A), 1)), answer=refused(4032, "timestamp is not zero"))
    big = struct.pack("<Q", 0) + bytes(16) + struct.pack("<QQQIIQ", 0, 0, 0, 100_001, 1, 0) + b"x" + bytes(100_001)
    talk.ask("user headers of more than 100,000 bytes", 101, send([big]), answer=refused(4017, "user headers too big"))
    talk.ask("more bytes than the index says", 101, send([A], more=b"more"), answer=refused(4036, "no size of messages"))
    talk.ask("a topic that there is not", 101, send([A], NO_TOPIC), answer=refused(2010, "no such topic"))
    talk.ask("a stream that there is not", 101, send([A], NO_STREAM), answer=refused(1009, "no such stream"))
    talk.ask("a partition that there is not", 101, send([A], partitioning=to_partition(9)), answer=refused(3007, "no such partition"))
    talk.ask("flush", 102, AT, u32(2, "partition"), u8(1, "wait for the disk"), answer=ok())
    leave(talk)


def polls(talk):
    talk.on("root", True)
    make_topic(talk)
    talk.ask("nothing there yet", 100, poll(3), answer=ok(batch(0, 0)))
    talk.ask("send", 101, send([A, B, C]), answer=ok())
    talk.ask("from the first", 100, poll(3), answer=ok(batch(0, 2, PA, PB, PC)))
    talk.ask("no more than was asked for", 100, poll(3, count=2), answer=ok(batch(0, 2, PA, PB)))
    talk.ask("none was asked for", 100, poll(3, count=0), answer=ok(batch(0, 2)))
    talk.ask("from an offset", 100, poll(1, 1), answer=ok(batch(0, 2, PB, PC)))
    talk.ask("behind the newest", 100, poll(1, 3), answer=ok(batch(0, 2)))
    talk.ask("the last two", 100, poll(4, count=2), answer=ok(batch(0, 2, PB, PC)))
    talk.ask("the last, more than there are", 100, poll(4, count=9), answer=ok(batch(0, 2, PA, PB, PC)))
    talk.ask("from a time before", 100, poll(2, 1), answer=ok(batch(0, 2, PA, PB, PC)))
    talk.ask("from a time to come: the year 2200", 100, poll(2, 7_258_118_400_000_000), answer=ok(batch(0, 2)))
    talk.ask("the next, of one who has stored nothing", 100, poll(5, count=1), answer=ok(batch(0, 2, PA)))
    talk.ask("and again, as nothing is stored", 100, poll(5, count=1, commit=1), answer=ok(batch(0, 2, PA)))
    talk.ask("the next, now that it is", 100, poll(5, count=1, commit=1), answer=ok(batch(0, 2, PB)))
    talk.ask("of another consumer", 100, poll(5, count=1, who=consumer("by-name")), answer=ok(batch(0, 2, PA)))
    talk.ask("no partition named: the first", 100, poll(1, 2, where=partition()), answer=ok(batch(0, 2, PC)))
    talk.ask("a strategy that there is not", 100, poll(6), answer=refused(3, "no command"))
    talk.ask("a consumer of no kind", 100, poll(3, who=consumer(7, 3)), answer=refused(3, "no command"))
    talk.ask("a partition that there is not", 100, poll(3, where=partition(9)), answer=refused(3007, "no such partition"))
    talk.ask("a topic that there is not", 100, poll(3, at=NO_TOPIC), answer=refused(2010, "no such topic"))
    talk.ask("a stream that there is not", 100, poll(3, at=NO_STREAM), answer=refused(1009, "no such stream"))
    talk.ask("a group that there is not", 100, poll(5, who=consumer("none", 2)), answer=refused(5000, "no such group"))
    leave(talk)


def offsets(talk):
    talk.on("root", True)
    make_topic(talk)

    def at(where=AT, who=consumer(7), number=0):
        return who + where + partition(number)

    talk.ask("nothing can be stored of what was never written to", 121, at(), u64(0, "offset"), answer=refused(4100, "no such offset"))
    talk.ask("send", 101, send([A, B, C]), answer=ok())
    talk.ask("nothing is stored: an empty answer", 120, at(), answer=ok())
    talk.ask("store", 121, at(), u64(1, "offset"), answer=ok())
    talk.ask("tell", 120, at(), answer=ok(u32(0, "partition"), u64(2, "newest offset"), u64(1, "stored offset")))
    talk.ask("behind the newest", 121, at(), u64(3, "offset"), answer=refused(4100, "no such offset"))
    talk.ask("backwards", 121, at(), u64(0, "offset"), answer=ok())
    talk.ask("of another consumer", 120, at(who=consumer(8)), answer=ok())
    talk.ask("by a name", 121, at(who=consumer("by-name")), u64(2, "offset"), answer=ok())
    talk.ask("which is its xxHash32", 120, at(who=consumer(BY_NAME)), answer=ok(u32(0, "partition"), u64(2, "newest offset"), u64(2, "stored offset")))
    talk.ask("delete", 122, at(), answer=ok())
    talk.ask("is gone", 120, at(), answer=ok())
    talk.ask("delete what is gone", 122, at(), answer=refused(3021, "no such stored offset"))
    talk.ask("of no topic: empty", 120, at(NO_TOPIC), answer=ok())
    talk.ask("of no partition: empty", 120, at(number=9), answer=ok())
    talk.ask("in no topic", 121, at(NO_TOPIC), u64(0, "offset"), answer=refused(2010, "no such topic"))
    talk.ask("in no stream", 121, at(NO_STREAM), u64(0, "offset"), answer=refused(1009, "no such stream"))
    talk.ask("in no partition", 121, at(number=9), u64(0, "offset"), answer=refused(3007, "no such partition"))
    talk.ask("of no group: empty", 120, at(who=consumer("none", 2)), answer=ok())
    talk.ask("for no group", 121, at(who=consumer("none", 2)), u64(0, "offset"), answer=refused(5000, "no such group"))
    leave(talk)


def group_header(name, number=0, partitions=3, members=0):
    return u32(number, "group") + u32(partitions, "partitions") + u32(members, "members") + text(name, "name")


def member(number, *read):
    return u32(number, "member") + u32(len(read), "partitions") + [part for each in read for part in u32(each, "partition")]


def groups(talk):
    talk.on("first", True)
    make_topic(talk, 3)
    it, none = ident(GROUP, "group"), ident("none", "group")
    talk.ask("make one", 602, AT, text(GROUP, "name"), answer=ok(group_header(GROUP)))
    talk.ask("its name is taken", 602, AT, text(GROUP, "name"), answer=refused(5004, "group's name is taken"))
    talk.ask("of no topic", 602, NO_TOPIC, text(GROUP, "name"), answer=refused(2010, "no such topic"))
    talk.ask("another", 602, AT, text("other", "name"), answer=ok(group_header("other", 1)))
    talk.ask("tell", 600, AT, it, answer=ok(group_header(GROUP)))
    talk.ask("by its number", 600, AT, ident(1, "group"), answer=ok(group_header("other", 1)))
    talk.ask("there is none", 600, AT, none, answer=ok())
    talk.ask("all", 601, AT, answer=ok(group_header(GROUP), group_header("other", 1)))
    talk.ask("poll without having joined", 100, poll(5, who=consumer(GROUP, 2), where=partition()), answer=refused(5006, "no member"))
    talk.ask("leave without having joined", 605, AT, it, answer=refused(5006, "no member"))
    talk.ask("join", 604, AT, it, answer=ok())
    talk.ask("has all partitions", 600, AT, it, answer=ok(group_header(GROUP, members=1), member(0, 0, 1, 2)))
    talk.ask("join again: nothing changes", 604, AT, it, answer=ok())
    talk.ask("is told of it", 20, answer=ok(mask("client", 4), u32(0, "user"), u8(1, "transport: TCP"), mask("address", "u32"), u32(1, "groups"),
                                            mask("stream", 4), u32(0, "topic"), u32(0, "group")))
    talk.on("second", True)
    talk.ask("another connection joins", 604, AT, it, answer=ok())
    talk.ask("and gets the last partition, of which nothing was polled", 600, AT, it,
             answer=ok(group_header(GROUP, members=2), member(0, 0, 1), member(1, 2)))
    for number, what in enumerate((A, B, C)):
        talk.ask("send", 101, send([what], partitioning=to_partition(number)), answer=ok())
    mine = consumer(GROUP, 2)
    talk.ask("poll: its partition", 100, poll(5, who=mine, where=partition(), commit=1), answer=ok(batch(2, 0, polled(0, b"ccc", 0x1002, origin=5_000_002))))
    talk.ask("poll one of the other: nothing, in zeros", 100, poll(5, who=mine, where=partition(0)), answer=ok(batch(0, 0)))
    talk.ask("store an offset there", 121, mine, AT, partition(0), u64(0, "offset"), answer=refused(3022, "not this member's"))
    talk.on("first")
    talk.ask("poll: one partition in turn", 100, poll(5, who=mine, where=partition(), commit=1), answer=ok(batch(0, 0, PA)))
    talk.ask("and the next", 100, poll(5, who=mine, where=partition(), commit=1), answer=ok(batch(1, 0, polled(0, b"bb", 0x1001, origin=5_000_001))))
    talk.ask("and the first again, at its end", 100, poll(5, who=mine, where=partition(), commit=1), answer=ok(batch(0, 0)))
    talk.ask("what the other has stored is the group's", 120, mine, AT, partition(2),
             answer=ok(u32(2, "partition"), u64(0, "newest offset"), u64(0, "stored offset")))
    talk.on("second")
    talk.ask("leave", 605, AT, it, answer=ok())
    talk.ask("leave again", 605, AT, it, answer=refused(5006, "no member"))
    talk.ask("the first has all again", 600, AT, it, answer=ok(group_header(GROUP, members=1), member(0, 0, 1, 2)))
    talk.on("first")
    talk.ask("a new partition is dealt out", 402, AT, u32(1, "count"), answer=ok())
    talk.ask("is told", 600, AT, it, answer=ok(group_header(GROUP, partitions=4, members=1), member(0, 0, 1, 2, 3)))
    talk.ask("leave", 605, AT, it, answer=ok())
    talk.ask("join none", 604, AT, none, answer=refused(5000, "no such group"))
    talk.ask("leave none", 605, AT, none, answer=refused(5000, "no such group"))
    talk.ask("delete", 603, AT, it, answer=ok())
    talk.ask("delete none", 603, AT, it, answer=refused(5000, "no such group"))
    talk.ask("its number is free", 602, AT, text("third", "name"), answer=ok(group_header("third", 0, 4)))
    leave(talk)


def permissions(*names, streams=b"\0"):
    every = "manage_servers read_servers manage_users read_users manage_streams read_streams manage_topics read_topics poll send".split()
    return bytes(name in names for name in every) + streams


def user_details(name, active=1, granted=None):
    head = mask("user", 4) + mask("created_at", 8) + u8(active, "active: 1, or not: 2") + text(name, "name")
    if granted is None:
        return head + raw(bytes(4), "no permissions")
    return head + raw(b"\1" + struct.pack("<I", len(granted)), "permissions") + raw(granted, "everywhere ten, then whether streams follow")


def users(talk):
    name, other = "conformance-user", "conformance-other"
    secret = text("first-secret", "password")
    versions = long_text("", "version") + long_text("", "context")
    active = u8(1, "active")
    nothing = raw(b"\0", "no permissions")
    reading = permissions("read_streams")
    in_one = permissions(streams=b"\1" + struct.pack("<I", 77) + bytes([0, 1, 0, 0, 0, 0]) + b"\0" + b"\0")
    talk.on("root", True)
    for each in name, other:
        talk.ask("what an earlier run may have left", 34, ident(each, "user"), answer=anything)
    talk.ask("make one", 33, text(name, "name"), secret, active, nothing, answer=ok(user_details(name)))
    talk.ask("its name is taken", 33, text(name, "name"), secret, active, nothing, answer=refused(46, "user exists"))
    talk.ask("a name that is too short", 33, text("io", "name"), secret, active, nothing, answer=refused(43, "no username"))
    talk.ask("a password that is too short", 33, text(other, "name"), text("it", "password"), active, nothing, answer=refused(44, "no password"))
    talk.ask("one that may read streams", 33, text(other, "name"), secret, active,
             raw(b"\1" + struct.pack("<I", len(reading)) + reading, "permissions"), answer=ok(user_details(other, 1, reading)))
    talk.ask("tell", 31, ident(name, "user"), answer=ok(user_details(name)))
    talk.ask("by its number", 31, numbered("user", "user"), answer=ok(user_details(name)))
    talk.ask("there is none", 31, ident("conformance-nobody", "user"), answer=ok())
    talk.ask("all", 32, answer=ok(mask("users", "*")))
    talk.on("user")
    talk.ask("logs in", 38, text(name, "name"), secret, versions, answer=ok(mask("user", 4)))
    talk.ask("may do nothing", 201, answer=refused(41, "not allowed"))
    talk.ask("may look at himself", 31, ident(name, "user"), answer=ok(user_details(name)))
    talk.ask("and at nobody else", 31, ident(other, "user"), answer=refused(41, "not allowed"))
    talk.ask("nor make users", 33, text("conformance-third", "name"), secret, active, nothing, answer=refused(41, "not allowed"))
    talk.on("root")
    talk.ask("may read streams", 36, ident(name, "user"), raw(b"\1" + struct.pack("<I", len(reading)) + reading, "permissions"), answer=ok())
    talk.ask("is told", 31, ident(name, "user"), answer=ok(user_details(name, 1, reading)))
    talk.on("user")
    talk.ask("may, at once", 201, answer=ok(mask("streams", "*")))
    talk.ask("and no more", 202, text(STREAM, "name"), answer=refused(41, "not allowed"))
    talk.on("root")
    talk.ask("in one stream alone", 36, ident(name, "user"), raw(b"\1" + struct.pack("<I", len(in_one)) + in_one, "permissions"), answer=ok())
    talk.ask("is told", 31, ident(name, "user"), answer=ok(user_details(name, 1, in_one)))
    talk.ask("root's are not changed", 36, ident(0, "user"), nothing, answer=refused(49, "permissions stay"))
    talk.ask("nobody's neither", 36, ident("conformance-nobody", "user"), nothing, answer=refused(20, "not found"))
    talk.ask("a wrong password does not change it", 37, ident(name, "user"), text("wrong-secret", "current"), text("other-secret", "new"),
             answer=refused(42, "wrong credentials"))
    talk.ask("nobody has one", 37, ident("conformance-nobody", "user"), text("wrong-secret", "current"), text("other-secret", "new"),
             answer=refused(20, "not found"))
    talk.ask("the right one does", 37, ident(name, "user"), text("first-secret", "current"), text("other-secret", "new"), answer=ok())
    talk.on("again")
    talk.ask("the old one is no good", 38, text(name, "name"), secret, versions, answer=refused(42, "wrong credentials"))
    talk.ask("the new one is", 38, text(name, "name"), text("other-secret", "password"), versions, answer=ok(mask("user", 4)))
    talk.on("root")
    talk.ask("to a name that is taken", 35, ident(name, "user"), raw(b"\1", "a name"), text(other, "name"), raw(b"\0", "status stays"),
             answer=refused(46, "user exists"))
    talk.ask("inactive", 35, ident(other, "user"), raw(b"\0", "name stays"), raw(b"\1\2", "status: 2"), answer=ok())
    talk.ask("is told", 31, ident(other, "user"), answer=ok(user_details(other, 2, reading)))
    talk.ask("change nobody", 35, ident("conformance-nobody", "user"), raw(b"\0", "name stays"), raw(b"\1\2", "status: 2"), answer=refused(20, "not found"))
    talk.on("inactive")
    talk.ask("cannot log in", 38, text(other, "name"), secret, versions, answer=refused(47, "inactive"))
    talk.on("root")
    talk.ask("root stays", 34, ident(0, "user"), answer=refused(48, "root stays"))
    talk.ask("delete", 34, ident(other, "user"), answer=ok())
    talk.ask("delete none", 34, ident(other, "user"), answer=refused(20, "not found"))
    talk.ask("delete", 34, ident(name, "user"), answer=ok())
    talk.ask("is gone", 31, ident(name, "user"), answer=ok())


def tokens(talk):
    one, two = "conformance-1", "conformance-2"
    talk.on("root", True)
    for each in one, two:
        talk.ask("what an earlier run may have left", 43, text(each, "name"), answer=anything)
    talk.ask("make one that does not end", 42, text(one, "name"), u64(0, "expiry"), answer=ok(mask("token", "u8")))
    talk.ask("its name is taken", 42, text(one, "name"), u64(0, "expiry"), answer=refused(51, "token exists"))
    talk.ask("a name that is too short", 42, text("io", "name"), u64(0, "expiry"), answer=refused(50, "no name of a token"))
    talk.on("other")
    talk.ask("log in by it", 44, text("{token}", "as it was told"), answer=ok(u32(0, "user")))
    talk.ask("is in", 41, answer=ok(mask("tokens", "*")))
    talk.ask("by one that there is not", 44, text("conformance-no-such-token", "token"), answer=refused(20, "not found"))
    talk.on("root")
    talk.ask("delete", 43, text(one, "name"), answer=ok())
    talk.ask("delete what is gone", 43, text(one, "name"), answer=refused(20, "not found"))
    talk.on("third")
    talk.ask("it is no good any more", 44, text("{token}", "as it was told"), answer=refused(20, "not found"))
    talk.on("root")
    talk.ask("one for a microsecond", 42, text(two, "name"), u64(1, "expiry"), answer=ok(mask("token", "u8")))
    talk.on("third")
    talk.ask("has expired", 44, text("{token}", "as it was told"), answer=refused(54, "token has expired"))
    talk.on("root")
    talk.ask("delete", 43, text(two, "name"), answer=ok())


def xxh32(data):
    """xxHash32 with seed 0 of less than 16 bytes."""
    rotate = lambda x, r: ((x << r) | (x >> (32 - r))) & 0xFFFFFFFF
    primes = 2654435761, 2246822519, 3266489917, 668265263, 374761393
    assert len(data) < 16
    hashed, at = (primes[4] + len(data)) & 0xFFFFFFFF, 0
    while at + 4 <= len(data):
        hashed = rotate((hashed + struct.unpack_from("<I", data, at)[0] * primes[2]) & 0xFFFFFFFF, 17) * primes[3] & 0xFFFFFFFF
        at += 4
    for byte in data[at:]:
        hashed = rotate((hashed + byte * primes[4]) & 0xFFFFFFFF, 11) * primes[0] & 0xFFFFFFFF
    for shift, prime in (15, primes[1]), (13, primes[2]):
        hashed = (hashed ^ (hashed >> shift)) * prime & 0xFFFFFFFF
    return hashed ^ (hashed >> 16)


KEYED = xxh32(b"BTC-USD") % 3
BY_NAME = xxh32(b"by-name")

TALKS = (
    ("000-frames", "Frames themselves: commands that there are not, lengths that cannot be, bodies that end early.", frames),
    ("000-before-login", "What a client may do before it logs in.", before_login),
    ("010-system", "Statistics, and who is connected: 1, 10, 20, 21, 22.", system),
    ("011-snapshot", "What helps to find out why a server is as it is: 11.", snapshots),
    ("012-cluster", "The servers that there are: 12.", cluster),
    ("031-users", "Users and what they may do: 31 to 37.", users),
    ("038-login", "Login and logout by name and password: 38, 39.", login),
    ("041-tokens", "Personal access tokens: 41 to 44.", tokens),
    ("100-poll", "Polls by each strategy.", polls),
    ("101-send", "Sends by each partitioning, and flush: 101, 102.", sends),
    ("120-offsets", "Stored offsets of consumers: 120 to 122.", offsets),
    ("200-streams", "Streams: 200 to 205.", streams),
    ("300-topics", "Topics: 300 to 305.", topics),
    ("402-partitions", "Partitions: 402, 403.", partitions),
    ("503-segments", "Segments: 503.", segments),
    ("600-groups", "Consumer groups: 600 to 605, and polls and offsets in their name.", groups),
)

if __name__ == "__main__":
    for name, about, fill in TALKS:
        talk = Talk(name, about)
        fill(talk)
        talk.write(pathlib.Path(sys.argv[1]))
