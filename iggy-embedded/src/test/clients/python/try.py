"""Drives a 0.8 server with Apache Iggy's client for Python, and ends with 1 at the first answer that is another than it should be.

    pip install apache-iggy==0.8.0
    IGGY_TEST_SERVER=127.0.0.1:8090:iggy:secret python3 try.py

This client has few commands: streams and topics can be made and not removed, so each run makes a stream of its own,
"try-python-" and the time. IGGY_RESTART, if set, is a shell command that kills the server and starts it again on its
directory and port, and ends when it listens; then the client has to come back by itself.
"""

import asyncio
import datetime
import os
import subprocess
import sys
import time

from apache_iggy import AutoCommit, AutoCommitWhen, IggyClient, PollingStrategy
from apache_iggy import SendMessage as Message

HOST, PORT, USERNAME, PASSWORD = os.environ.get("IGGY_TEST_SERVER", "127.0.0.1:8090:iggy:iggy").split(":")
STREAM = f"try-python-{int(time.time() * 1000)}"
TOPIC = "orders"


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} instead of {expected!r}")


async def refused(why, asked):
    """What the client makes of the code that the server refuses with."""
    try:
        answer = await asked
    except RuntimeError as error:
        if why not in str(error):
            raise AssertionError(f"refused with {error}, which does not say: {why}") from None
        return
    raise AssertionError(f"was answered: {answer!r}")


async def connected():
    client = IggyClient.from_connection_string(f"iggy+tcp://{USERNAME}:{PASSWORD}@{HOST}:{PORT}")
    await client.connect()
    return client


async def offsets(client, strategy, count=100, commit=False, partition=0):
    return [each.offset() for each in await client.poll_messages(STREAM, TOPIC, partition, strategy, count, commit)]


async def login():
    stranger = IggyClient(f"{HOST}:{PORT}")
    await stranger.connect()
    await stranger.ping()
    await refused("Unauthenticated", stranger.get_stream("whatever"))
    await refused("InvalidCredentials", stranger.login_user(USERNAME, "not-it-at-all"))
    await refused("InvalidCredentials", stranger.login_user("nobody-at-all", PASSWORD))
    await refused("InvalidUsername", stranger.login_user("io", PASSWORD))
    await stranger.login_user(USERNAME, PASSWORD)
    equal(await stranger.get_stream("try-python-none"), None)


async def streams_and_topics(client):
    await client.create_stream(STREAM)
    await refused("StreamNameAlreadyExists", client.create_stream(STREAM))
    stream = await client.get_stream(STREAM)
    equal((stream.name, stream.topics_count, stream.messages_count), (STREAM, 0, 0))
    equal((await client.get_stream(stream.id)).name, STREAM)
    await client.create_topic(STREAM, TOPIC, 3, "gzip", 1, datetime.timedelta(days=1), 2 << 30)
    await refused("TopicNameAlreadyExists", client.create_topic(STREAM, TOPIC, 3))
    await refused("StreamIdNotFound", client.create_topic("try-python-none", TOPIC, 3))
    await refused("TooManyPartitions", client.create_topic(STREAM, "many", 1001))
    topic = await client.get_topic(stream.id, TOPIC)
    equal((topic.name, topic.partitions_count, topic.messages_count), (TOPIC, 3, 0))
    equal((await client.get_topic(STREAM, topic.id)).name, TOPIC)
    equal(await client.get_topic(STREAM, "none"), None)
    await client.create_topic(STREAM, "none-yet", 0)


async def sends(client):
    await client.send_messages(STREAM, TOPIC, 0, [Message("one"), Message(b"\x00\x01\xff")])
    polled = await client.poll_messages(STREAM, TOPIC, 0, PollingStrategy.First(), 10, False)
    equal([each.payload() for each in polled], [b"one", b"\x00\x01\xff"])
    equal([each.offset() for each in polled], [0, 1])
    equal(polled[0].timestamp(), polled[1].timestamp())
    if polled[0].id() == 0 or polled[0].id() == polled[1].id():
        raise AssertionError("ids are to be given")
    if polled[0].checksum() == 0:
        raise AssertionError("a checksum is to be given")
    await refused("PartitionNotFound", client.send_messages(STREAM, TOPIC, 9, [Message("one")]))
    await refused("TopicIdNotFound", client.send_messages(STREAM, "none", 0, [Message("one")]))
    await refused("StreamIdNotFound", client.send_messages("try-python-none", TOPIC, 0, [Message("one")]))
    await refused("InvalidMessagesCount", client.send_messages(STREAM, TOPIC, 0, []))
    large = os.urandom(10_000_000)
    await client.send_messages(STREAM, TOPIC, 1, [Message(large)])
    equal((await client.poll_messages(STREAM, TOPIC, 1, PollingStrategy.Last(), 1, False))[0].payload() == large, True)
    for start in range(0, 10_000, 1_000):
        await client.send_messages(STREAM, TOPIC, 2, [Message(f"number {start + i}") for i in range(1_000)])
    last = await client.poll_messages(STREAM, TOPIC, 2, PollingStrategy.Offset(9_000), 2_000, False)
    equal((len(last), last[-1].payload()), (1_000, b"number 9999"))
    equal((await client.get_topic(STREAM, TOPIC)).messages_count, 10_003)


async def polls(client):
    for i in range(2, 10):
        await client.send_messages(STREAM, TOPIC, 0, [Message(f"message {i}")])
    equal(await offsets(client, PollingStrategy.First()), list(range(10)))
    equal(await offsets(client, PollingStrategy.Offset(4), 3), [4, 5, 6])
    equal(await offsets(client, PollingStrategy.Offset(99)), [])
    equal(await offsets(client, PollingStrategy.Last(), 3), [7, 8, 9])
    sixth = (await client.poll_messages(STREAM, TOPIC, 0, PollingStrategy.Offset(6), 1, False))[0]
    equal(await offsets(client, PollingStrategy.Timestamp(sixth.timestamp())), [6, 7, 8, 9])
    equal(await offsets(client, PollingStrategy.Timestamp(int(time.time() * 1e6) + 60_000_000)), [])
    equal(await offsets(client, PollingStrategy.Next(), 2), [0, 1])
    equal(await offsets(client, PollingStrategy.Next(), 2, commit=True), [0, 1])
    equal(await offsets(client, PollingStrategy.Next(), 2, commit=True), [2, 3])
    await refused("PartitionNotFound", client.poll_messages(STREAM, TOPIC, 9, PollingStrategy.First(), 1, False))
    await refused("TopicIdNotFound", client.poll_messages(STREAM, "none", 0, PollingStrategy.First(), 1, False))


async def collect(consumer, wanted, seen):
    """Reads until so many have been seen by all, or nothing more comes."""
    done = asyncio.Event()

    async def take(message):
        seen.append((message.partition_id(), message.offset()))
        if len(seen) >= wanted:
            done.set()

    await asyncio.wait_for(consumer.consume_messages(take, done), 60)


async def a_group(client):
    await client.create_topic(STREAM, "shared", 2)
    for partition in 0, 1:
        await client.send_messages(STREAM, "shared", partition, [Message(f"{partition} {i}") for i in range(20)])
    reads = {
        "batch_length": 10,
        "polling_strategy": PollingStrategy.Next(),
        "auto_commit": AutoCommit.When(AutoCommitWhen.PollingMessages()),
        "poll_interval": datetime.timedelta(milliseconds=20),
    }
    consumer = await client.consumer_group("readers", STREAM, "shared", **reads)
    equal(consumer.name(), "readers")
    seen = []
    await collect(consumer, 40, seen)
    equal(sorted(seen), [(partition, offset) for partition in (0, 1) for offset in range(20)])
    for partition in 0, 1:
        await consumer.store_offset(15, partition)
        equal(consumer.get_last_stored_offset(partition), 15)
    await refused("InvalidOffset", consumer.store_offset(99, 0))
    await consumer.delete_offset(0)
    await refused("ConsumerOffsetNotFound", consumer.delete_offset(0))
    other = await connected()
    second = await other.consumer_group("others", STREAM, "shared", **reads)
    again = []
    await collect(second, 40, again)
    equal(sorted(again), sorted(seen))


async def killed_and_started_again(client):
    if "IGGY_RESTART" not in os.environ:
        return "left out, for IGGY_RESTART is not set"
    subprocess.run(os.environ["IGGY_RESTART"], shell=True, check=True)
    await asyncio.sleep(3)
    ends = time.time() + 60
    while True:
        try:
            equal(await offsets(client, PollingStrategy.First()), list(range(10)))
            break
        except RuntimeError:
            if time.time() > ends:
                raise
            await asyncio.sleep(1)
    await client.send_messages(STREAM, TOPIC, 0, [Message("after")])
    equal(await offsets(client, PollingStrategy.Last(), 1), [10])


async def main():
    client = await connected()
    await client.ping()
    for name, step in (
        ("who may log in", lambda _: login()),
        ("streams and topics by name and number", streams_and_topics),
        ("sends", sends),
        ("polls by each strategy", polls),
        ("consumer groups", a_group),
        ("the server is killed and started again", killed_and_started_again),
    ):
        try:
            said = await asyncio.wait_for(step(client), 180)
        except Exception as error:
            print(f"FAILED  {name}: {type(error).__name__}: {error}", file=sys.stderr)
            sys.exit(1)
        print(f"ok      {name}{f' ({said})' if said else ''}")


asyncio.run(main())
