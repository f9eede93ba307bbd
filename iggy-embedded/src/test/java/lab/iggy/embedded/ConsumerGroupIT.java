package lab.iggy.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.iggy.embedded.RawClient.Answer;
import lab.iggy.embedded.wire.ErrorCode;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.identifier.ConsumerId;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PollingStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumer groups over the wire: raw bytes, and once the official client. */
class ConsumerGroupIT {

    private static final int ME = 20;
    private static final int STORE = 121;
    private static final int GET_OFFSET = 120;
    private static final int DELETE_OFFSET = 122;
    private static final int PURGE_TOPIC = 305;
    private static final int ADD_PARTITIONS = 402;
    private static final int GET = 600;
    private static final int LIST = 601;
    private static final int CREATE = 602;
    private static final int DELETE = 603;
    private static final int JOIN = 604;
    private static final int LEAVE = 605;

    /** What a member polls: a partition, and the payloads. */
    private record Batch(int partition, List<String> payloads) {}

    @TempDir Path directory;
    private EmbeddedBroker broker;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        broker = new EmbeddedBroker(BrokerConfig.in(directory).withPort(0), InstantSource.system());
        broker.start();
        client = RawClient.loggedIn(broker);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        broker.close();
    }

    @Test
    void groups_are_made_listed_told_and_removed() throws IOException {
        client.makeTopic("s", "t", 3);
        assertThat(header(create("a").body())).isEqualTo("0 a: 3 partitions, 0 members");
        assertThat(header(create("b").body())).isEqualTo("1 b: 3 partitions, 0 members");
        assertRefused(ErrorCode.GROUP_NAME_EXISTS, create("a"));

        ByteBuf list = client.ask(LIST, topic()).body();
        assertThat(List.of(header(list), header(list)))
                .containsExactly("0 a: 3 partitions, 0 members", "1 b: 3 partitions, 0 members");
        assertThat(list.isReadable()).isFalse();
        assertThat(client.ask(GET, group("c")).body().isReadable()).isFalse();
        assertThat(client.ask(LIST, topic("s", "none")).body().isReadable()).isFalse();

        assertThat(client.ask(DELETE, group("a")).status()).isZero();
        assertRefused(ErrorCode.GROUP_NOT_FOUND, client.ask(DELETE, group("a")));
        assertRefused(ErrorCode.GROUP_NOT_FOUND, client.ask(JOIN, group("a")));
        assertRefused(
                ErrorCode.TOPIC_NOT_FOUND,
                client.ask(CREATE, RawClient.name(topic("s", "none"), "a")));
        assertThat(header(create("c").body())).startsWith("0 c"); // the lowest number is free
    }

    @Test
    void members_share_the_partitions_and_who_disconnects_leaves() throws IOException {
        client.makeTopic("s", "t", 3);
        create("g");
        for (int partition = 0; partition < 3; partition++) {
            send(partition, "p" + partition);
        }
        assertThat(client.ask(JOIN, group("g")).status()).isZero();
        assertThat(members()).containsExactly(Map.entry(0, List.of(0, 1, 2)));
        RawClient other = RawClient.loggedIn(broker);
        other.ask(JOIN, group("g"));
        assertThat(members())
                .containsExactly(Map.entry(0, List.of(0, 1)), Map.entry(1, List.of(2)));

        assertThat(List.of(poll(client, -1), poll(client, -1), poll(client, -1)))
                .containsExactly(
                        new Batch(0, List.of("p0")),
                        new Batch(1, List.of("p1")),
                        new Batch(0, List.of()));
        assertThat(poll(other, -1)).isEqualTo(new Batch(2, List.of("p2")));
        assertThat(poll(other, 1)).isEqualTo(new Batch(0, List.of())); // not its own: nothing
        assertThat(groups(other)).containsExactly("0/0/0");

        other.close();
        awaitMembers(Map.of(0, List.of(0, 1, 2)));
        assertThat(client.ask(LEAVE, group("g")).status()).isZero();
        assertRefused(ErrorCode.GROUP_MEMBER_NOT_FOUND, client.ask(LEAVE, group("g")));
        assertRefused(ErrorCode.GROUP_MEMBER_NOT_FOUND, client.ask(RawClient.POLL, pollOf(-1)));
        assertThat(groups(client)).isEmpty();
    }

    @Test
    void new_partitions_are_dealt_out() throws IOException {
        client.makeTopic("s", "t", 1);
        create("g");
        client.ask(JOIN, group("g"));

        client.ask(ADD_PARTITIONS, topic().writeIntLE(2));

        assertThat(members()).containsExactly(Map.entry(0, List.of(0, 1, 2)));
        send(2, "new");
        poll(client, -1);
        poll(client, -1);
        assertThat(poll(client, -1)).isEqualTo(new Batch(2, List.of("new")));
    }

    @Test
    void offsets_are_the_groups_and_end_with_it() throws IOException {
        client.makeTopic("s", "t", 1);
        create("g");
        send(0, "a", "b", "c");
        assertRefused(ErrorCode.GROUP_MEMBER_NOT_FOUND, client.ask(STORE, offset(0, 1)));
        client.ask(JOIN, group("g"));
        assertThat(client.ask(STORE, offset(0, 1)).status()).isZero();
        assertRefused(ErrorCode.INVALID_OFFSET, client.ask(STORE, offset(0, 3)));
        assertRefused(ErrorCode.NOT_RESOLVED_CONSUMER, client.ask(STORE, offset(7, 1)));

        try (var stranger = RawClient.loggedIn(broker)) {
            assertThat(storedOffset(stranger)).hasValue(1L);
            assertRefused(
                    ErrorCode.GROUP_MEMBER_NOT_FOUND, stranger.ask(DELETE_OFFSET, consumer(0)));
        }
        restart();
        assertThat(storedOffset(client)).hasValue(1L);
        assertThat(members()).isEmpty();
        client.ask(JOIN, group("g"));
        assertThat(poll(client, -1)).isEqualTo(new Batch(0, List.of("c")));

        client.ask(DELETE, group("g"));
        create("h"); // gets the number
        assertThat(client.ask(GET_OFFSET, consumer("h", 0)).body().isReadable()).isFalse();
        restart();
        assertThat(client.ask(GET_OFFSET, consumer("h", 0)).body().isReadable()).isFalse();
    }

    @Test
    void a_member_that_polls_with_auto_commit_goes_on_where_it_was() throws IOException {
        client.makeTopic("s", "t", 1);
        create("g");
        send(0, "a", "b", "c");
        client.ask(JOIN, group("g"));

        assertThat(payloads(client.ask(RawClient.POLL, pollOf(-1, 2, true))))
                .containsExactly("a", "b");
        assertThat(payloads(client.ask(RawClient.POLL, pollOf(-1, 2, true)))).containsExactly("c");
        client.ask(PURGE_TOPIC, topic());
        send(0, "d");
        assertThat(payloads(client.ask(RawClient.POLL, pollOf(-1, 2, true)))).containsExactly("d");
    }

    @Test
    void the_catalog_is_of_the_old_version_until_there_is_a_group() throws IOException {
        client.makeTopic("s", "t", 1);
        assertThat(catalogVersion()).isEqualTo(1);
        create("g");
        assertThat(catalogVersion()).isEqualTo(2);
        client.ask(DELETE, group("g"));
        assertThat(catalogVersion()).isEqualTo(1);
    }

    /** The file is made by {@code src/test/oracle/catalog.py}, without a line of ours. */
    @Test
    void a_catalog_with_groups_is_read() throws IOException {
        client.close();
        broker.close();
        try (var golden =
                requireNonNull(ConsumerGroupIT.class.getResourceAsStream("catalog-2.bin"))) {
            Files.write(directory.resolve("catalog"), golden.readAllBytes());
        }
        start();

        ByteBuf list = client.ask(LIST, topic("crypto", "trades")).body();
        assertThat(List.of(header(list), header(list)))
                .containsExactly(
                        "0 readers: 2 partitions, 0 members", "2 zähler: 2 partitions, 0 members");
        assertThat(client.ask(LIST, topic("crypto", "orders")).body().isReadable()).isFalse();
        assertThat(client.ask(CREATE, RawClient.name(topic("crypto", "orders"), "g")).status())
                .isZero();
        restart();
        assertThat(header(client.ask(LIST, topic("crypto", "orders")).body()))
                .isEqualTo("0 g: 1 partitions, 0 members");
    }

    @Test
    void the_official_client_reads_as_a_member() {
        try (var sdk = SdkClient.connect(broker)) {
            sdk.createTopic("s", "t", 2);
            for (int i = 0; i < 10; i++) {
                sdk.send("s", "t", Partitioning.partitionId((long) i % 2), "m" + i);
            }
            var stream = StreamId.of("s");
            var topic = TopicId.of("t");
            var id = ConsumerId.of("g");
            SdkClient.await(sdk.sdk.consumerGroups().createConsumerGroup(stream, topic, "g"));
            SdkClient.await(sdk.sdk.consumerGroups().joinConsumerGroup(stream, topic, id));

            var read = new ArrayList<String>();
            while (read.size() < 10) {
                SdkClient.await(
                                sdk.sdk
                                        .messages()
                                        .pollMessages(
                                                stream,
                                                topic,
                                                Optional.empty(),
                                                Consumer.group(id),
                                                PollingStrategy.next(),
                                                2L,
                                                true))
                        .messages()
                        .forEach(message ->
                                read.add(new String(message.payload(), StandardCharsets.UTF_8)));
            }

            assertThat(read)
                    .containsExactlyInAnyOrder(
                            "m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
            var details =
                    SdkClient.await(sdk.sdk.consumerGroups().getConsumerGroup(stream, topic, id))
                            .orElseThrow();
            assertThat(details.membersCount()).isEqualTo(1);
            assertThat(
                            SdkClient.await(
                                            sdk.sdk
                                                    .consumerOffsets()
                                                    .getConsumerOffset(
                                                            stream,
                                                            topic,
                                                            Optional.of(0L),
                                                            Consumer.group(id)))
                                    .orElseThrow()
                                    .storedOffset())
                    .isEqualTo(BigInteger.valueOf(4));
        }
    }

    private void restart() throws IOException {
        client.close();
        broker.close();
        start();
    }

    private int catalogVersion() throws IOException {
        return Unpooled.wrappedBuffer(Files.readAllBytes(directory.resolve("catalog"))).getInt(4);
    }

    private Answer create(String name) throws IOException {
        return client.ask(CREATE, RawClient.name(topic(), name));
    }

    private void send(int partition, String... payloads) throws IOException {
        var payload = RawClient.sendPayload("s", "t", partition, payloads);
        assertThat(client.ask(RawClient.SEND, payload).status()).isZero();
    }

    private Map<Integer, List<Integer>> members() throws IOException {
        ByteBuf body = client.ask(GET, group("g")).body();
        header(body);
        var members = new TreeMap<Integer, List<Integer>>();
        while (body.isReadable()) {
            int id = body.readIntLE();
            var partitions = new ArrayList<Integer>();
            for (int left = body.readIntLE(); left > 0; left--) {
                partitions.add(body.readIntLE());
            }
            members.put(id, partitions);
        }
        return members;
    }

    /** A broker hears of a closed connection in its own time. */
    private void awaitMembers(Map<Integer, List<Integer>> expected) throws IOException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!members().equals(expected)) {
            assertThat(System.nanoTime()).as("members: %s", members()).isLessThan(deadline);
        }
    }

    private static List<String> groups(RawClient of) throws IOException {
        ByteBuf me = of.ask(ME, Unpooled.EMPTY_BUFFER).body();
        me.skipBytes(4 + 4 + 1);
        me.skipBytes(me.readIntLE());
        var groups = new ArrayList<String>();
        for (int left = me.readIntLE(); left > 0; left--) {
            groups.add(me.readIntLE() + "/" + me.readIntLE() + "/" + me.readIntLE());
        }
        return groups;
    }

    private static Batch poll(RawClient member, int partition) throws IOException {
        Answer answer = member.ask(RawClient.POLL, pollOf(partition, 10, true));
        return new Batch(answer.body().getIntLE(0), payloads(answer));
    }

    private static List<String> payloads(Answer answer) {
        assertThat(answer.status()).isZero();
        return Polled.of(answer.body()).stream().map(Polled::payload).toList();
    }

    private static ByteBuf pollOf(int partition) {
        return pollOf(partition, 10, false);
    }

    /** By the next offset; the partition in turn if it is -1. */
    private static ByteBuf pollOf(int partition, int count, boolean autoCommit) {
        return consumer(partition)
                .writeByte(5)
                .writeLongLE(0)
                .writeIntLE(count)
                .writeBoolean(autoCommit);
    }

    private static ByteBuf offset(int partition, long offset) {
        return consumer(partition).writeLongLE(offset);
    }

    private static Optional<Long> storedOffset(RawClient by) throws IOException {
        ByteBuf body = by.ask(GET_OFFSET, consumer(0)).body();
        return body.isReadable() ? Optional.of(body.getLongLE(12)) : Optional.empty();
    }

    private static ByteBuf consumer(int partition) {
        return consumer("g", partition);
    }

    private static ByteBuf consumer(String name, int partition) {
        ByteBuf out = RawClient.identifier(Unpooled.buffer().writeByte(2), name);
        return RawClient.identifier(RawClient.identifier(out, "s"), "t")
                .writeBoolean(partition >= 0)
                .writeIntLE(Math.max(0, partition));
    }

    private static ByteBuf topic() {
        return topic("s", "t");
    }

    private static ByteBuf topic(String stream, String topic) {
        return RawClient.identifier(RawClient.identifier(Unpooled.buffer(), stream), topic);
    }

    private static ByteBuf group(String name) {
        return RawClient.identifier(topic(), name);
    }

    private static String header(ByteBuf body) {
        int id = body.readIntLE();
        int partitions = body.readIntLE();
        int members = body.readIntLE();
        var name = body.readCharSequence(body.readUnsignedByte(), StandardCharsets.UTF_8);
        return "%d %s: %d partitions, %d members".formatted(id, name, partitions, members);
    }

    private static void assertRefused(ErrorCode code, Answer answer) {
        assertThat(answer.status()).isEqualTo(code.code());
    }
}
