package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lab.domain.MarketClock;
import lab.topics.Bus;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressReaderIT {
    private static final Instant BEGIN = Instant.parse("2025-03-01T12:00:00Z");
    private static final Duration LOOK_AFTER = Duration.ofMillis(200);

    @TempDir private Path folder;

    /**
     * A part that was away longer than the bus keeps messages would never see what it waits for.
     */
    @Test
    void a_feed_waits_for_a_part_only_as_long_as_there_are_ticks_that_the_part_can_see()
            throws Exception {
        try (TestBus bus = TestBus.start(folder)) {
            BusTopics.ensure(bus.connection(), Bus.LIVE_STREAM, Duration.ofSeconds(30));
            send(bus);
            var backPressure =
                    new BackPressure(new AheadLimit(Set.of("desk"), Duration.ofSeconds(60)));
            backPressure.awaitMayPass(BEGIN, BEGIN);
            backPressure.passed(BEGIN);
            var passed = new CountDownLatch(1);
            try (var _ =
                    ProgressReader.start(
                            bus.connection(),
                            Bus.LIVE_STREAM,
                            backPressure,
                            MarketClock.of(true),
                            LOOK_AFTER)) {
                Thread feed = waiting(backPressure, passed);
                Eventually.isTrue("it waits", () -> backPressure.waitingFor().isPresent());
                assertThat(passed.await(4 * LOOK_AFTER.toMillis(), TimeUnit.MILLISECONDS))
                        .as("the desk may still come to see the tick")
                        .isFalse();
                BusTopics.remove(bus.connection(), Bus.LIVE_STREAM, Duration.ofSeconds(30));
                assertThat(passed.await(60, TimeUnit.SECONDS)).isTrue();
                feed.join();
            }
        }
    }

    private static void send(TestBus bus) throws Exception {
        try (var producer =
                new BusProducer(bus.connection(), Bus.LIVE_STREAM, ProducerConfig.DEFAULT)) {
            producer.send(Topic.PRICES, "BTC-USD", "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(producer.flush(Duration.ofSeconds(30))).isTrue();
        }
    }

    private static Thread waiting(BackPressure backPressure, CountDownLatch passed) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        backPressure.awaitMayPass(BEGIN.plusSeconds(90), BEGIN.plusSeconds(90));
                        passed.countDown();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
