package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import lab.iggy.embedded.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams, topics and partitions, byte by byte and over restarts. */
class CatalogIT {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1, 2_000));

    @TempDir Path directory;

    private EmbeddedBroker broker;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        broker = new EmbeddedBroker(BrokerConfig.in(directory).withPort(0), CLOCK);
        broker.start();
        client = RawClient.loggedIn(broker);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        broker.close();
    }

    private void restart() throws IOException {
        close();
        start();
    }

    private static ByteBuf name(String name) {
        return RawClient.name(Unpooled.buffer(), name);
    }

    private static ByteBuf id(String name) {
        return RawClient.identifier(Unpooled.buffer(), name);
    }

    private static ByteBuf ids(String stream, String topic) {
        return RawClient.identifier(id(stream), topic);
    }

    private String hex(int code, ByteBuf payload) throws IOException {
        var answer = client.ask(code, payload);
        assertThat(answer.status()).isZero();
        return ByteBufUtil.hexDump(answer.body());
    }

    private int status(int code, ByteBuf payload) throws IOException {
        return client.ask(code, payload).status();
    }

    @Test
    void tells_of_a_new_topic_in_the_protocols_bytes() throws IOException {
        String time = "42420f0000000000";
        assertThat(hex(202, name("s")))
                .isEqualTo("00000000" + time + "00000000" + "00".repeat(16) + "0173");
        var wanted = id("s").writeIntLE(1).writeByte(1).writeLongLE(0).writeLongLE(0).writeByte(0);
        assertThat(hex(302, RawClient.name(wanted, "t")))
                .isEqualTo(
                        "00000000"
                                + time
                                + "01000000"
                                + "ff".repeat(8)
                                + "01"
                                + "ff".repeat(8)
                                + "01"
                                + "00".repeat(16)
                                + "0174"
                                + "00000000"
                                + time
                                + "00".repeat(28));
    }

    @Test
    void gives_the_lowest_free_number_to_what_is_made() throws IOException {
        for (var name : new String[] {"a", "b", "c"}) {
            client.ask(202, name(name));
        }
        assertThat(status(203, id("b"))).isZero();
        assertThat(client.ask(202, name("d")).body().getIntLE(0)).isEqualTo(1);
        assertThat(client.ask(202, name("e")).body().getIntLE(0)).isEqualTo(3);
    }

    @Test
    void answers_with_nothing_or_the_code_for_what_is_not_there() throws IOException {
        client.makeTopic("s", "t", 1);
        assertThat(hex(200, id("none"))).isEmpty();
        assertThat(hex(300, ids("s", "none"))).isEmpty();
        assertThat(hex(300, ids("none", "t"))).isEmpty();
        assertThat(hex(301, id("none"))).isEmpty();
        assertThat(status(203, id("none"))).isEqualTo(ErrorCode.STREAM_NOT_FOUND.code());
        assertThat(status(303, ids("s", "none"))).isEqualTo(ErrorCode.TOPIC_NOT_FOUND.code());
        assertThat(status(202, name("s"))).isEqualTo(ErrorCode.STREAM_NAME_EXISTS.code());
        assertThat(status(403, ids("s", "t").writeIntLE(2)))
                .isEqualTo(ErrorCode.INVALID_PARTITIONS_COUNT.code());
        assertThat(status(402, ids("s", "t").writeIntLE(1_001)))
                .isEqualTo(ErrorCode.TOO_MANY_PARTITIONS.code());
    }

    @Test
    void remembers_changes_over_a_restart() throws IOException {
        client.makeTopic("s", "t", 2);
        assertThat(status(204, RawClient.name(id("s"), "renamed"))).isZero();
        assertThat(status(402, ids("renamed", "t").writeIntLE(3))).isZero();
        assertThat(status(403, ids("renamed", "t").writeIntLE(1))).isZero();
        var update = ids("renamed", "t").writeByte(2).writeLongLE(5).writeLongLE(-1).writeByte(3);
        assertThat(status(304, RawClient.name(update, "u"))).isZero();
        var before = hex(300, ids("renamed", "u"));

        restart();

        assertThat(hex(300, ids("renamed", "u"))).isEqualTo(before);
        assertThat(broker.recovery().partitions()).isEqualTo(4);
        assertThat(broker.recovery().isClean()).isTrue();
    }

    @Test
    void a_topic_made_under_an_old_number_is_empty() throws IOException {
        client.makeTopic("s", "t", 1);
        assertThat(status(101, RawClient.sendPayload("s", "t", 0, "old"))).isZero();
        assertThat(status(303, ids("s", "t"))).isZero();
        client.makeTopic("s", "t", 1);

        assertThat(polled()).isZero();
        restart();
        assertThat(polled()).isZero();
    }

    @Test
    void purging_empties_a_topic_and_starts_its_offsets_again() throws IOException {
        client.makeTopic("s", "t", 1);
        status(101, RawClient.sendPayload("s", "t", 0, "old", "older"));
        assertThat(status(305, ids("s", "t"))).isZero();
        assertThat(polled()).isZero();
        assertThat(status(101, RawClient.sendPayload("s", "t", 0, "new"))).isZero();
        restart();

        assertThat(polled()).isEqualTo(1);
        assertThat(broker.stats().messages()).isEqualTo(1);
    }

    private int polled() throws IOException {
        return client.ask(100, RawClient.pollPayload("s", "t", 0, 0, 10)).body().getIntLE(12);
    }

    @Test
    void removes_what_a_deletion_left_behind() throws IOException {
        client.close();
        broker.close();
        var orphan = Files.createDirectories(directory.resolve("partitions/s9-t9-p9-u999"));
        Files.writeString(orphan.resolve("00000000000000000000.log"), "left behind");

        start();

        assertThat(broker.recovery().orphans()).containsExactly(orphan);
        assertThat(orphan).doesNotExist();
    }

    @Test
    void does_not_start_on_a_catalog_that_does_not_check() throws IOException {
        client.makeTopic("s", "t", 1);
        client.close();
        broker.close();
        var catalog = directory.resolve("catalog");
        var good = Files.readAllBytes(catalog);
        var bad = good.clone();
        bad[20] ^= 1;
        Files.write(catalog, bad);

        var refused = new EmbeddedBroker(BrokerConfig.in(directory).withPort(0), CLOCK);
        assertThatThrownBy(refused::start)
                .hasMessageContaining(catalog.toString())
                .hasMessageContaining(
                        "put a backup of it back, or take another --data; ./lab reset");
        Files.write(catalog, good);
        start();
        assertThat(broker.recovery().topics()).isEqualTo(1);
    }

    @Test
    void two_brokers_cannot_share_a_directory() {
        var second = new EmbeddedBroker(BrokerConfig.in(directory).withPort(0), CLOCK);

        assertThatThrownBy(second::start).hasMessageContaining("one broker at a time");
    }

    @Test
    void serves_thousands_of_partitions_with_few_files() throws IOException {
        client.makeTopic("s", "t", 1_000);
        assertThat(status(402, ids("s", "t").writeIntLE(1_000))).isZero();
        assertThat(status(402, ids("s", "t").writeIntLE(1_000))).isZero();
        for (int partition = 0; partition < 3_000; partition++) {
            var payload = RawClient.sendPayload("s", "t", partition, "a");
            assertThat(status(101, payload)).isZero();
        }
        assertThat(broker.stats().openFiles()).isLessThanOrEqualTo(512);
        restart();
        assertThat(broker.recovery().messages()).isEqualTo(3_000);
        assertThat(broker.stats().openFiles()).isLessThanOrEqualTo(512);
    }
}
