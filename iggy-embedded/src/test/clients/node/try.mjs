// Drives a 0.8 server with Apache Iggy's client for Node, and ends with 1 at the first answer that is another than it should be.
//
//     npm install apache-iggy@0.8.0
//     IGGY_TEST_SERVER=127.0.0.1:8090:iggy:secret node try.mjs
//
// What it makes has "try-node" in its name and is removed. IGGY_RESTART, if set, is a shell command that kills the server
// and starts it again on its directory and port, and ends when it listens; then the client has to come back by itself.

import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Consumer, HeaderKeyFactory, HeaderValue, Partitioning, PollingStrategy, SingleClient } from "apache-iggy";

const [host, port, username, password] = (process.env.IGGY_TEST_SERVER ?? "127.0.0.1:8090:iggy:iggy").split(":");
const open = (credentials = { username, password }) =>
    new SingleClient({ transport: "TCP", options: { host, port: Number(port) }, credentials, reconnect: { enabled: true, interval: 500, maxRetries: 60 } });
const clients = [];
const connect = (credentials) => {
    const made = open(credentials);
    clients.push(made);
    return made;
};

const NAME = "try-node";
const OTHER = "try-node-other";
const USER = "try-node-user";
const of = { streamId: NAME, topicId: "orders" };

/** The code that the server refuses with. */
const refused = async (code, asked) => {
    const error = await asked.then((answer) => new Error(`was answered: ${JSON.stringify(answer, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`), (e) => e);
    const said = /error: \{code: (\d+),/.exec(error.message);
    assert.equal(said && Number(said[1]), code, error.message);
};
const one = { kind: 1, id: 7 };
const poll = (c, strategy, more = {}) =>
    c.message.poll({ ...of, consumer: one, partitionId: 0, pollingStrategy: strategy, count: 100, autocommit: false, ...more });
const texts = (polled) => polled.messages.map((message) => message.payload.toString());
const offsets = (polled) => polled.messages.map((message) => Number(message.headers.offset));

const root = connect();

const steps = {
    "what an earlier run left is removed": async () => {
        for (const streamId of [NAME, OTHER]) await root.stream.delete({ streamId }).catch(() => {});
        await root.user.delete({ userId: USER }).catch(() => {});
        await root.token.delete({ name: NAME }).catch(() => {});
    },

    "ping, statistics, me, client, clients, cluster": async () => {
        assert.equal(await root.system.ping(), true);
        const stats = await root.system.getStats();
        assert.ok(stats.processId > 0);
        const me = await root.client.getMe();
        assert.equal(me.transport, "tcp");
        assert.equal(me.userId, 0);
        assert.deepEqual(await root.client.get({ clientId: me.clientId }), me);
        assert.equal(await root.client.get({ clientId: 4_294_967_295 }), null);
        await refused(101, root.client.get({ clientId: 0 }));
        assert.ok((await root.client.list()).some((client) => client.clientId === me.clientId));
        const cluster = await root.cluster.getClusterMetadata();
        assert.equal(cluster.nodes.length, 1);
        assert.equal(cluster.nodes[0].role, "Leader");
        assert.equal(cluster.nodes[0].endpoints.tcp, Number(port));
    },

    "who may log in": async () => {
        await refused(42, connect({ username, password: "not-it-at-all" }).stream.list());
        await refused(42, connect({ username: "nobody-at-all", password }).stream.list());
        await refused(43, connect({ username: "io", password }).stream.list());
        const stranger = connect();
        await stranger.session.login({ username, password });
        await stranger.session.logout();
    },

    "streams by name and number": async () => {
        const made = await root.stream.create({ name: NAME });
        assert.equal(made.name, NAME);
        assert.equal(made.topicsCount, 0);
        await refused(1012, root.stream.create({ name: NAME }));
        assert.equal((await root.stream.get({ streamId: made.id })).name, NAME);
        assert.equal(await root.stream.get({ streamId: "try-node-none" }), null);
        assert.ok((await root.stream.list()).some((stream) => stream.name === NAME));
        await root.stream.update({ streamId: NAME, name: OTHER });
        assert.equal((await root.stream.get({ streamId: OTHER })).id, made.id);
        await root.stream.update({ streamId: made.id, name: NAME });
        await refused(1009, root.stream.update({ streamId: "try-node-none", name: "whatever" }));
        await refused(1009, root.stream.delete({ streamId: 4_000_000 }));
        await refused(1009, root.stream.purge({ streamId: "try-node-none" }));
    },

    "topics and partitions": async () => {
        const made = await root.topic.create({ streamId: NAME, name: "orders", partitionCount: 3, compressionAlgorithm: 1 });
        assert.equal(made.partitions.length, 3);
        // This client reads compression and expiry the wrong way round, so neither can be looked at.
        assert.equal(made.maxTopicSize, 18_446_744_073_709_551_615n);
        await refused(2013, root.topic.create({ streamId: NAME, name: "orders", partitionCount: 1, compressionAlgorithm: 1 }));
        await refused(1009, root.topic.create({ streamId: "try-node-none", name: "orders", partitionCount: 1, compressionAlgorithm: 1 }));
        await refused(2015, root.topic.create({ streamId: NAME, name: "many", partitionCount: 1001, compressionAlgorithm: 1 }));
        await refused(1019, root.topic.create({ streamId: NAME, name: "small", partitionCount: 1, compressionAlgorithm: 1, maxTopicSize: 1000n }));
        assert.equal((await root.topic.get({ streamId: NAME, topicId: made.id })).name, "orders");
        assert.equal(await root.topic.get({ streamId: NAME, topicId: "none" }), null);
        assert.equal(await root.topic.get({ streamId: "try-node-none", topicId: "none" }), null);
        await root.topic.update({ ...of, name: "changed", messageExpiry: 3_600_000_000n, compressionAlgorithm: 2 });
        const changed = await root.topic.get({ streamId: NAME, topicId: "changed" });
        assert.equal(changed.id, made.id);
        await root.topic.update({ streamId: NAME, topicId: "changed", name: "orders" });
        await refused(2010, root.topic.update({ streamId: NAME, topicId: "none", name: "whatever" }));
        await root.partition.create({ ...of, partitionCount: 2 });
        assert.equal((await root.topic.get(of)).partitionsCount, 5);
        await root.partition.delete({ ...of, partitionCount: 2 });
        assert.equal((await root.topic.get(of)).partitionsCount, 3);
        await refused(2019, root.partition.delete({ ...of, partitionCount: 9 }));
        await refused(2010, root.partition.create({ streamId: NAME, topicId: "none", partitionCount: 1 }));
        assert.equal((await root.topic.list({ streamId: NAME })).length, 1);
    },

    "sends by partition, key and in turn": async () => {
        const headers = [
            { key: HeaderKeyFactory.String("text"), value: HeaderValue.String("two apples") },
            { key: HeaderKeyFactory.Int32(7), value: HeaderValue.Uint64(18_446_744_073_709_551_615n) },
            { key: HeaderKeyFactory.Raw(Buffer.from([0, 255])), value: HeaderValue.Double(0.5) },
        ];
        const messages = [
            { id: 1n, payload: "one", headers },
            { id: "0195f4a8-7b1c-7000-8000-0123456789ab", payload: "two" },
            { payload: Buffer.from([0, 1, 2, 255]) },
        ];
        await root.message.send({ ...of, messages, partition: Partitioning.PartitionId(0) });
        const polled = await poll(root, PollingStrategy.First);
        assert.deepEqual(offsets(polled), [0, 1, 2]);
        assert.equal(polled.currentOffset, 2n);
        assert.equal(polled.messages[0].headers.id, 1n);
        assert.notEqual(polled.messages[2].headers.id, 0n);
        assert.deepEqual(polled.messages[2].payload, Buffer.from([0, 1, 2, 255]));
        assert.deepEqual(polled.messages[0].userHeaders.map((header) => header.value.value), ["two apples", 18_446_744_073_709_551_615n, 0.5]);
        await refused(3007, root.message.send({ ...of, messages, partition: Partitioning.PartitionId(9) }));
        await refused(2010, root.message.send({ streamId: NAME, topicId: "none", messages, partition: Partitioning.PartitionId(0) }));
        await refused(1009, root.message.send({ streamId: "try-node-none", topicId: "orders", messages }));
        await refused(4009, root.message.send({ ...of, messages: [] }));
        await root.message.send({ ...of, messages: [{ payload: "" }], partition: Partitioning.PartitionId(0) });
        assert.deepEqual(texts(await poll(root, PollingStrategy.Last, { count: 1 })), [""]);
        const before = (await root.topic.get(of)).partitions.map((partition) => Number(partition.messagesCount));
        for (let i = 0; i < 3; i++) await root.message.send({ ...of, messages: [{ payload: `in turn ${i}` }], partition: Partitioning.Balanced });
        const turned = (await root.topic.get(of)).partitions.map((partition) => Number(partition.messagesCount));
        assert.deepEqual(turned, before.map((count) => count + 1));
        for (let i = 0; i < 4; i++) await root.message.send({ ...of, messages: [{ payload: `keyed ${i}` }], partition: Partitioning.MessageKey("BTC-USD") });
        const keyed = (await root.topic.get(of)).partitions.map((partition, at) => Number(partition.messagesCount) - turned[at]);
        assert.deepEqual(keyed.filter((count) => count > 0), [4]);
        await root.message.flushUnsavedBuffers({ ...of, partitionId: 0 });
        await refused(3007, root.message.flushUnsavedBuffers({ ...of, partitionId: 9 }));
    },

    "many and large ones": async () => {
        const large = Buffer.alloc(1_000_000, "x"); // of 10 MB this client says that they failed, though they are sent
        await root.message.send({ ...of, messages: [{ payload: large }], partition: Partitioning.PartitionId(1) });
        assert.deepEqual((await poll(root, PollingStrategy.Last, { count: 1, partitionId: 1 })).messages[0].payload, large);
        await root.topic.purge(of);
        const messages = Array.from({ length: 100 }, (_, i) => ({ payload: `number ${i}` }));
        for (let i = 0; i < 10; i++) await root.message.send({ ...of, messages, partition: Partitioning.PartitionId(0) });
        const polled = await poll(root, PollingStrategy.First, { count: 2000 });
        assert.equal(polled.messages.length, 1000);
        assert.equal(polled.messages[999].payload.toString(), "number 99");
        assert.deepEqual(offsets(polled), Array.from({ length: 1000 }, (_, i) => i));
    },

    "polls by each strategy": async () => {
        await root.topic.purge(of);
        assert.equal((await poll(root, PollingStrategy.First)).count, 0);
        for (let i = 0; i < 10; i++) {
            await root.message.send({ ...of, messages: [{ payload: `message ${i}` }], partition: Partitioning.PartitionId(0) });
            await sleep(3);
        }
        const all = await poll(root, PollingStrategy.First);
        assert.deepEqual(offsets(all), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Offset(4n), { count: 3 })), [4, 5, 6]);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Offset(99n))), []);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Last, { count: 3 })), [7, 8, 9]);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Last, { count: 100 })), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        const at = BigInt(all.messages[6].headers.timestamp.getTime()) * 1000n;
        const since = offsets(await poll(root, PollingStrategy.Timestamp(at)));
        assert.deepEqual(since.slice(-4), [6, 7, 8, 9]);
        assert.ok(since.length <= 5, `${since}`);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Timestamp(BigInt(Date.now() + 60_000) * 1000n))), []);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.First, { count: 0 })), []);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Next, { count: 2 })), [0, 1]);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Next, { count: 2, autocommit: true })), [0, 1]);
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Next, { count: 2, autocommit: true })), [2, 3]);
        await refused(3007, poll(root, PollingStrategy.First, { partitionId: 9 }));
        await refused(2010, poll(root, PollingStrategy.First, { topicId: "none" }));
        await refused(1009, poll(root, PollingStrategy.First, { streamId: "try-node-none" }));
    },

    "stored offsets": async () => {
        const mine = { ...of, consumer: { kind: 1, id: "by-name" }, partitionId: 0 };
        assert.equal(await root.offset.get(mine), null);
        await root.offset.store({ ...mine, offset: 5n });
        assert.deepEqual(await root.offset.get(mine), { partitionId: 0, currentOffset: 9n, storedOffset: 5n });
        assert.deepEqual(offsets(await poll(root, PollingStrategy.Next, { consumer: mine.consumer })), [6, 7, 8, 9]);
        await refused(4100, root.offset.store({ ...mine, offset: 10n }));
        await refused(4100, root.offset.store({ ...mine, partitionId: 1, offset: 0n }));
        await root.offset.delete(mine);
        assert.equal(await root.offset.get(mine), null);
        await refused(3021, root.offset.delete(mine));
        assert.equal(await root.offset.get({ ...mine, topicId: "none" }), null);
        await refused(2010, root.offset.store({ ...mine, topicId: "none", offset: 0n }));
    },

    "consumer groups of two clients": async () => {
        const group = { ...of, groupId: "readers" };
        const made = await root.group.create({ ...of, name: "readers" });
        assert.deepEqual([made.membersCount, made.partitionsCount], [0, 3]);
        await refused(5004, root.group.create({ ...of, name: "readers" }));
        assert.equal((await root.group.list(of)).length, 1);
        assert.equal(await root.group.get({ ...of, groupId: "none" }), null);
        await refused(5000, root.group.join({ ...of, groupId: "none" }));
        await refused(5006, root.group.leave(group));
        const reading = { consumer: Consumer.Group("readers"), partitionId: null };
        await refused(5006, poll(root, PollingStrategy.Next, reading));
        await root.group.join(group);
        assert.equal((await root.client.getMe()).consumerGroupCount, 1);
        assert.equal((await root.group.get(group)).membersCount, 1);
        const seen = [];
        for (let i = 0; i < 3; i++) {
            const polled = await poll(root, PollingStrategy.Next, { ...reading, autocommit: true });
            seen.push([polled.partitionId, polled.count]);
        }
        assert.deepEqual(seen.sort(), [[0, 10], [1, 0], [2, 0]]);
        assert.deepEqual(await root.offset.get({ ...of, consumer: Consumer.Group("readers"), partitionId: 0 }), { partitionId: 0, currentOffset: 9n, storedOffset: 9n });
        const second = connect();
        await second.group.join(group);
        assert.equal((await root.group.get(group)).membersCount, 2);
        await sleep(6000); // a server moves partitions at its next check
        const read = new Set();
        for (let i = 0; i < 6; i++) read.add((await poll(second, PollingStrategy.Next, reading)).partitionId);
        assert.equal(read.size, 1);
        await second.destroy();
        await sleep(500);
        assert.equal((await root.group.get(group)).membersCount, 1);
        await root.group.leave(group);
        assert.equal((await root.group.get(group)).membersCount, 0);
        await root.group.delete(group);
        assert.equal(await root.group.get(group), null);
        await refused(5000, root.group.delete(group));
    },

    "users, their rights and passwords": async () => {
        const none = { ManageServers: false, ReadServers: false, ManageUsers: false, ReadUsers: false, ManageStreams: false,
            ReadStreams: false, ManageTopics: false, ReadTopics: false, PollMessages: false, SendMessages: false };
        const made = await root.user.create({ username: USER, password: "first-secret", status: 1 });
        assert.equal(made.userName, USER);
        assert.equal(made.permissions, null);
        await refused(46, root.user.create({ username: USER, password: "first-secret", status: 1 }));
        await refused(43, root.user.create({ username: "io", password: "first-secret", status: 1 }));
        await refused(44, root.user.create({ username: "try-node-third", password: "it", status: 1 }));
        assert.equal((await root.user.get({ userId: USER })).id, made.id);
        assert.ok((await root.user.list()).some((user) => user.userName === USER));
        const user = connect({ username: USER, password: "first-secret" });
        await refused(41, user.stream.list());
        await root.user.updatePermissions({ userId: USER, permissions: { global: { ...none, ReadStreams: true }, streams: [] } });
        assert.ok((await user.stream.list()).some((stream) => stream.name === NAME));
        await refused(41, user.stream.create({ name: OTHER }));
        assert.equal((await user.user.get({ userId: made.id })).permissions.global.ReadStreams, true);
        await refused(42, root.user.changePassword({ userId: made.id, currentPassword: "wrong-secret", newPassword: "other-secret" }));
        await root.user.changePassword({ userId: made.id, currentPassword: "first-secret", newPassword: "other-secret" });
        await refused(42, connect({ username: USER, password: "first-secret" }).stream.list());
        await connect({ username: USER, password: "other-secret" }).stream.list();
        await root.user.update({ userId: USER, status: 2 });
        assert.equal((await root.user.get({ userId: USER })).status, "Inactive");
        await refused(47, connect({ username: USER, password: "other-secret" }).stream.list());
        await root.user.delete({ userId: USER });
        assert.equal(await root.user.get({ userId: USER }).catch(() => null), null);
        await refused(20, root.user.delete({ userId: USER }));
        await refused(48, root.user.delete({ userId: 0 }));
    },

    "personal access tokens": async () => {
        const { token } = await root.token.create({ name: NAME, expiry: 0n });
        await refused(51, root.token.create({ name: NAME, expiry: 0n }));
        assert.ok((await root.token.list()).some((each) => each.name === NAME));
        const by = connect({ token });
        assert.equal((await by.client.getMe()).userId, 0);
        await root.token.delete({ name: NAME });
        await refused(20, root.token.delete({ name: NAME }));
        await refused(20, connect({ token }).stream.list());
    },

    "segments": async () => {
        await root.segment.delete({ ...of, partitionId: 0, segmentsCount: 1 });
        await refused(3007, root.segment.delete({ ...of, partitionId: 9, segmentsCount: 1 }));
        await refused(2010, root.segment.delete({ streamId: NAME, topicId: "none", partitionId: 0, segmentsCount: 1 }));
    },

    "a pool of connections": async () => {
        const pool = new Client({ transport: "TCP", options: { host, port: Number(port) }, credentials: { username, password } });
        const all = await Promise.all(Array.from({ length: 40 }, () => pool.stream.get({ streamId: NAME })));
        assert.ok(all.every((stream) => stream.name === NAME));
        await pool.destroy();
    },

    "the server is killed and started again": async () => {
        if (!process.env.IGGY_RESTART) return "left out, for IGGY_RESTART is not set";
        await root.topic.purge(of);
        await root.message.send({ ...of, messages: [{ payload: "before" }], partition: Partitioning.PartitionId(0) });
        await root.message.flushUnsavedBuffers({ ...of, partitionId: 0 });
        execSync(process.env.IGGY_RESTART, { stdio: "ignore" });
        await sleep(5000); // what is asked of this client before it is connected again is never answered
        assert.deepEqual(texts(await poll(root, PollingStrategy.First)), ["before"]);
        await root.message.send({ ...of, messages: [{ payload: "after" }], partition: Partitioning.PartitionId(0) });
        assert.deepEqual(texts(await poll(root, PollingStrategy.First)), ["before", "after"]);
    },

    "nothing is left": async () => {
        await root.topic.purge(of);
        assert.equal((await root.topic.get(of)).messagesCount, 0n);
        await root.stream.purge({ streamId: NAME });
        await root.topic.delete(of);
        await refused(2010, root.topic.delete(of));
        await root.stream.delete({ streamId: NAME });
        assert.equal(await root.stream.get({ streamId: NAME }), null);
        await root.session.logout();
    },
};

let failed = false;
for (const [name, step] of Object.entries(steps)) {
    const kept = setTimeout(() => { console.error(`FAILED  ${name}: no answer in three minutes`); process.exit(1); }, 180_000);
    try {
        console.log(`ok      ${name}${(await step()) ? " (left out)" : ""}`);
    } catch (error) {
        console.error(`FAILED  ${name}: ${error.stack}`);
        failed = true;
        break;
    } finally {
        clearTimeout(kept);
    }
}
process.exit(failed ? 1 : 0);
