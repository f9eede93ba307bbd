package lab.analyst;

import static lab.analyst.Bench.market;
import static lab.analyst.Bench.minute;
import static lab.analyst.facts.SomeCandles.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import lab.analyst.model.FakeOllama;
import lab.domain.Annotation;
import lab.domain.EventTime;
import lab.domain.Layer;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.topics.BusConnection;
import lab.topics.BusConsumer;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusTopics;
import lab.topics.StartAt;
import lab.topics.Topic;
import lab.topics.codec.AnnotationCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comments on their way to the charts, over a broker that comes and goes. */
class AnnouncerIT {
    private static final String STREAM = "crypto";
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Credentials ROOT = new Credentials("iggy", "a-test-password");

    @TempDir private Path folder;
    private final FakeOllama ollama = FakeOllama.start();
    private EmbeddedBroker broker;
    private BusConnection bus;

    AnnouncerIT() throws Exception {}

    @BeforeEach
    void start() throws Exception {
        broker =
                new EmbeddedBroker(
                        BrokerConfig.in(folder.resolve("iggy")).withPort(0).withRoot(ROOT),
                        InstantSource.system());
        broker.start();
        bus = new BusConnection("127.0.0.1", broker.port(), ROOT.username(), ROOT.password());
        BusTopics.ensure(bus, STREAM, SOON);
    }

    @AfterEach
    void stop() {
        ollama.close();
        broker.close();
    }

    @Test
    void each_comment_of_the_cycle_is_told_once_as_what_it_is() throws Exception {
        try (var bench = new Bench(folder.resolve("journal"), ollama.uri());
                var producer = producer(SOON)) {
            var announcer = new Announcer(bench.journal, producer, bench.tally);
            bench.passed(market(5));
            ollama.answers(FakeOllama.Manner.of("The market looks Bullish to me!"));
            bench.passed(market(10));
            ollama.close();
            bench.passed(market(15));
            assertThat(bench.cycles.onRequest(BTC)).as("is no annotation").isPresent();
            untilDone(announcer);

            List<Annotation> told = onTheBus("BTC-USD");
            assertThat(told)
                    .extracting(Annotation::time)
                    .containsExactly(minute(5), minute(10), minute(15));
            assertThat(told.getFirst().text())
                    .startsWith("Bullish, by model llama3.1:8b: The model sees the price at ");
            assertThat(told.get(1).text())
                    .isEqualTo(
                            "REVIEW, Unknown, by model llama3.1:8b: The answer could not be read.");
            assertThat(told.get(2).text())
                    .matches("(Bullish|Bearish|Neutral), by rules: .+")
                    .doesNotContain("llama");
            assertThat(told.getFirst().reference())
                    .isEqualTo("/api/latest/BTC-USD?as_of=" + EventTime.format(minute(5)));
            assertThat(onTheBus("DOGE-USD")).hasSize(3);
        }
        try (var again = new Bench(folder.resolve("journal"), Bench.NOBODY);
                var producer = producer(SOON)) {
            var announcer = new Announcer(again.journal, producer, again.tally);
            assertThat(announcer.isDone()).as("knows what was told").isTrue();
            announcer.step();
            assertThat(producer.status().accepted()).isZero();
        }
    }

    @Test
    void what_the_bus_did_not_get_is_told_by_the_next_one() throws Exception {
        broker.close();
        try (var bench = new Bench(folder.resolve("journal"), Bench.NOBODY);
                var producer = producer(Duration.ZERO)) {
            var announcer = new Announcer(bench.journal, producer, bench.tally);
            bench.passed(market(10));
            announcer.step();
            announcer.step();
            assertThat(producer.status().accepted()).isEqualTo(4);
            assertThat(announcer.isDone()).isFalse();
            until(() -> announcer.trouble().isPresent());
            assertThat(announcer.trouble().orElseThrow())
                    .startsWith("comments are not announced: ")
                    .contains("127.0.0.1:" + bus.port());
        }
        start();
        try (var bench = new Bench(folder.resolve("journal"), Bench.NOBODY);
                var producer = producer(SOON)) {
            var announcer = new Announcer(bench.journal, producer, bench.tally);
            announcer.start();
            until(announcer::isDone);
            announcer.close();
            assertThat(onTheBus("BTC-USD"))
                    .extracting(Annotation::time)
                    .containsExactly(minute(5), minute(10));
            bench.passed(market(15));
            untilDone(announcer);
            assertThat(onTheBus("DOGE-USD"))
                    .extracting(Annotation::id)
                    .containsExactly(
                            "analyst|DOGE-USD|" + EventTime.format(minute(5)),
                            "analyst|DOGE-USD|" + EventTime.format(minute(10)),
                            "analyst|DOGE-USD|" + EventTime.format(minute(15)));
        }
    }

    private static void untilDone(Announcer announcer) throws Exception {
        until(() -> {
            announcer.step();
            return announcer.isDone();
        });
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private BusProducer producer(Duration closeDeadline) {
        return new BusProducer(
                bus, STREAM, ProducerConfig.DEFAULT.withCloseDeadline(closeDeadline));
    }

    /** All that stands on the topic of a pair, in order. */
    private List<Annotation> onTheBus(String pair) throws Exception {
        List<Annotation> all = new ArrayList<>();
        try (var consumer =
                        new BusConsumer(bus, STREAM, Topic.ANNOTATIONS, new StartAt.Earliest());
                var offsets = new BusOffsets(bus)) {
            long left =
                    offsets.ends(STREAM, Topic.ANNOTATIONS).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            while (left > 0) {
                for (BusMessage message : consumer.poll(SOON)) {
                    all.add(
                            AnnotationCodec.decode(
                                    message.payload(), Instant.parse("2100-01-01T00:00:00Z")));
                    left--;
                }
            }
        }
        assertThat(all).extracting(Annotation::layer).containsOnly(Layer.ANALYST);
        return all.stream().filter(it -> it.pair().name().equals(pair)).toList();
    }
}
