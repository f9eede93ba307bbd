package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BusTroubleTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(BusTrouble.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final BusTrouble trouble = new BusTrouble("orders are not read", nanos::get);

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    @Test
    void each_failure_counts_and_few_are_told() {
        for (int second = 0; second <= 600; second++) {
            nanos.set(Duration.ofSeconds(second).toNanos());
            trouble.failed(gone());
        }

        assertThat(trouble.failures()).isEqualTo(601);
        assertThat(trouble.now()).contains("orders are not read: broker: is gone");
        assertThat(told(Level.WARN))
                .satisfiesExactly(
                        it -> assertThat(it).contains("failures=1 ", "broker: is gone"),
                        it -> assertThat(it).contains("failures=61 "),
                        it -> assertThat(it).contains("failures=181 "),
                        it -> assertThat(it).contains("failures=421 "));
    }

    @Test
    void after_days_it_is_told_once_an_hour() {
        for (int minute = 0; minute < 3 * 24 * 60; minute++) {
            nanos.set(Duration.ofMinutes(minute).toNanos());
            trouble.failed(gone());
        }
        assertThat(told(Level.WARN)).hasSizeBetween(72, 80);
    }

    @Test
    void one_that_comes_and_goes_is_not_told_each_time() {
        for (int second = 0; second < 60; second++) {
            nanos.set(Duration.ofSeconds(second).toNanos());
            trouble.failed(gone());
            assertThat(trouble.now()).isPresent();
            trouble.over();
            assertThat(trouble.now()).isEmpty();
        }
        assertThat(told(Level.WARN)).hasSize(1);
        assertThat(told(Level.INFO)).hasSize(1);
    }

    @Test
    void one_that_was_over_for_long_is_told_at_once() {
        trouble.failed(gone());
        trouble.over();
        nanos.set(Duration.ofMinutes(2).toNanos());
        trouble.over();
        trouble.failed(gone());
        assertThat(told(Level.WARN)).hasSize(2);
    }

    /** The server lets anybody in, and answers polls by nothing. */
    @Test
    void a_consumer_tells_of_answers_that_cannot_be_believed() throws Exception {
        try (var server = new RefusingServer(List.of());
                var consumer =
                        new BusConsumer(
                                server.connection(),
                                TestBus.STREAM,
                                Topic.ORDERS,
                                new StartAt.Offsets(Map.of()))) {
            assertThat(consumer.trouble()).isEmpty();
            for (int i = 0; i < 3; i++) {
                assertThat(consumer.poll(Duration.ZERO)).isEmpty();
            }
            assertThat(consumer.trouble().orElseThrow())
                    .contains("topic orders is not read", "its answer must agree with itself");
        }
        assertThat(told(Level.WARN))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("topic orders is not read"));
    }

    private static BusException gone() {
        return BusException.unreachable("broker: is gone", new IllegalStateException());
    }

    private List<String> told(Level level) {
        return logged.list.stream()
                .filter(event -> event.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
