package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import lab.topics.producer.ProducerListener;
import org.junit.jupiter.api.Test;

class RefusedSendIT {
    private static final Duration WAIT = Duration.ofMinutes(3);
    private static final byte[] PAYLOAD = "1".getBytes(StandardCharsets.UTF_8);

    private static class Reports implements ProducerListener {
        final List<String> undelivered = new CopyOnWriteArrayList<>();

        @Override
        public void undelivered(Topic topic, int partition, int messages, String reason) {
            undelivered.add(messages + " " + reason);
        }
    }

    @Test
    void what_a_server_refuses_for_now_is_sent_again_until_it_is_taken() throws Exception {
        var reports = new Reports();
        try (var server = new RefusingServer(List.of(4010, 3009, 5, 13_000, 4_999));
                var producer =
                        new BusProducer(
                                server.connection(), "s", ProducerConfig.DEFAULT, reports)) {
            producer.send(Topic.ORDERS, "ann", PAYLOAD);

            assertThat(producer.flush(WAIT)).isTrue();
            assertThat(server.sends()).isEqualTo(6);
            assertThat(producer.status().acknowledged()).isEqualTo(1);
        }
        assertThat(reports.undelivered).isEmpty();
    }

    @Test
    void a_batch_that_breaks_a_rule_is_reported_with_the_code_and_the_next_goes_on()
            throws Exception {
        var reports = new Reports();
        try (var server = new RefusingServer(List.of(4022));
                var producer =
                        new BusProducer(
                                server.connection(), "s", ProducerConfig.DEFAULT, reports)) {
            producer.send(Topic.ORDERS, "ann", PAYLOAD);
            assertThat(producer.flush(WAIT)).isTrue();
            producer.send(Topic.ORDERS, "ann", PAYLOAD);
            assertThat(producer.flush(WAIT)).isTrue();

            assertThat(producer.status().acknowledged()).isEqualTo(1);
            assertThat(producer.status().undelivered()).isEqualTo(1);
        }
        assertThat(reports.undelivered)
                .singleElement()
                .asString()
                .startsWith("1 broker at")
                .endsWith("code 4022");
    }

    @Test
    void a_sender_that_fails_says_so_and_lets_no_caller_wait() throws Exception {
        var reports =
                new Reports() {
                    @Override
                    public void settled(long upTo) {
                        throw new OutOfMemoryError("none left, says the test");
                    }
                };
        try (var server = new RefusingServer(List.of());
                var producer =
                        new BusProducer(
                                server.connection(),
                                "s",
                                ProducerConfig.DEFAULT.withBuffer(1, 1 << 20),
                                reports)) {
            producer.send(Topic.ORDERS, "ann", PAYLOAD);
            Eventually.isTrue("it has failed", () -> producer.failure().isPresent());

            assertThat(producer.status().connected()).isFalse();
            assertThat(producer.status().trouble())
                    .hasValueSatisfying(text -> assertThat(text).contains("says the test"));
            assertThatThrownBy(() -> producer.send(Topic.ORDERS, "ann", PAYLOAD))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has failed")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> producer.trySend(Topic.ORDERS, "ann", PAYLOAD))
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }
}
