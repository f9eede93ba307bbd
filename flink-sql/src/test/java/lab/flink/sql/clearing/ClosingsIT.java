package lab.flink.sql.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.domain.MarketClock;
import lab.domain.clearing.Closing;
import lab.flink.sql.clearing.read.MarketSource;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.topics.BusConnection;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has been given up for dead and is still about decides nothing any more. */
class ClosingsIT {
    private static final String STREAM = "crypto";
    private static final String PASSWORD = "a-password-of-this-test";
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private EmbeddedBroker broker;
    private MarketSource source;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path passwordFile = folder.resolve("password");
        Files.writeString(passwordFile, PASSWORD);
        broker =
                new EmbeddedBroker(
                        BrokerConfig.in(folder.resolve("iggy"))
                                .withPort(0)
                                .withRoot(new Credentials("iggy", PASSWORD)),
                        InstantSource.system());
        broker.start();
        var connection = new BusConnection("127.0.0.1", broker.port(), "iggy", PASSWORD);
        BusTopics.ensure(connection, STREAM, Duration.ofSeconds(30));
        source =
                new MarketSource(
                        "127.0.0.1",
                        broker.port(),
                        "iggy",
                        passwordFile.toString(),
                        STREAM,
                        MarketClock.REAL);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void what_was_decided_is_found_after_a_restart_and_from_where_it_was_taken_over()
            throws Exception {
        long from;
        try (var first = new Closings(source, 1, 0)) {
            assertThat(first.takeOver()).isEmpty();
            from = first.takenOverAt();
            first.decide(decision(3));
            first.decide(decision(5));
        }
        try (var other = new Closings(source, 2, 0)) {
            assertThat(other.takeOver()).as("another partition").isEmpty();
        }
        try (var second = new Closings(source, 1, from)) {
            assertThat(second.takeOver()).containsExactly(decision(3), decision(5));
            second.decide(decision(8));
        }
        try (var third = new Closings(source, 1, 0)) {
            assertThat(third.takeOver()).containsExactly(decision(3), decision(5), decision(8));
        }
    }

    @Test
    void what_others_put_there_counts_for_nothing_and_stops_nobody() throws Exception {
        try (var first = new Closings(source, 1, 0)) {
            assertThat(first.takeOver()).isEmpty();
            first.decide(decision(3));
        }
        for (String rubbish :
                List.of(
                        "{}",
                        "\0\0",
                        "[]",
                        "{\"format\":\"1\"}",
                        "{\"format\":1.5}",
                        "{\"format\":1}")) {
            send(rubbish);
        }
        try (var second = new Closings(source, 1, 0)) {
            assertThat(second.takeOver()).containsExactly(decision(3));
            second.decide(decision(5));
        }
        send("{\"format\":99}");
        try (var third = new Closings(source, 1, 0)) {
            assertThatThrownBy(third::takeOver)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("format: must be at most 1, was 99")
                    .hasMessageEndingWith("start the version that wrote it");
        }
    }

    private void send(String payload) throws Exception {
        try (var producer =
                new BusProducer(source.connection(), source.stream(), ProducerConfig.DEFAULT)) {
            producer.send(
                    Topic.CLOSINGS, Closings.key(1), payload.getBytes(StandardCharsets.UTF_8));
            assertThat(producer.flush(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void a_writer_whose_partition_was_taken_over_fails_and_its_word_counts_for_nothing()
            throws Exception {
        try (var zombie = new Closings(source, 1, 0);
                var next = new Closings(source, 1, 0)) {
            assertThat(zombie.takeOver()).isEmpty();
            zombie.decide(decision(3));
            assertThat(next.takeOver()).containsExactly(decision(3));
            assertThatThrownBy(() -> zombie.decide(decision(4)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "closings: partition 1 must be this instance's, was taken over by ");
            next.decide(decision(6));
        }
        try (var third = new Closings(source, 1, 0)) {
            assertThat(third.takeOver()).containsExactly(decision(3), decision(6));
        }
    }

    private static Closing.Decision decision(long offset) {
        return new Closing.Decision(
                offset, NOON.plusSeconds(offset), Optional.of(NOON.minusSeconds(offset)));
    }
}
