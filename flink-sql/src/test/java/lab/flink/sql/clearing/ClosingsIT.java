package lab.flink.sql.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lab.domain.MarketClock;
import lab.domain.clearing.Closing;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.Credentials;
import lab.iggy.embedded.EmbeddedBroker;
import lab.topics.BusConnection;
import lab.topics.BusTopics;
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
