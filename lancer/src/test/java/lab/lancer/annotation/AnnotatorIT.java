package lab.lancer.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import lab.domain.Annotation;
import lab.domain.EventTime;
import lab.domain.Layer;
import lab.domain.Pair;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Market;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Series;
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

/** Minutes are judged as they come, over a broker, with restarts in between. */
class AnnotatorIT {
    private static final String STREAM = "crypto";
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Pair ETH = new Pair("ETH-USD");
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Credentials ROOT = new Credentials("iggy", "a-test-password");

    /** So often that a test has some. */
    private static final AnnotationRule OFTEN = new AnnotationRule(0.6, Duration.ofHours(2));

    private static final int PAST = 9_000;
    private static final List<CandleClose> CANDLES = live(Market.minutes(PAST + 1_500, 11), PAST);

    @TempDir private Path folder;
    private EmbeddedBroker broker;
    private BusConnection bus;
    private final List<Annotation> decided = new ArrayList<>();

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
        broker.close();
    }

    @Test
    void however_candles_come_and_however_often_it_starts_it_says_the_same() throws Exception {
        List<Annotation> expected = byTheRule(CANDLES, OFTEN);
        assertThat(expected).hasSizeGreaterThan(3);

        judgeAll(folder.resolve("at-once"), List.of(CANDLES.size()));
        assertThat(decided).containsExactlyElementsOf(expected);
        assertThat(onTheBus()).containsExactlyElementsOf(expected);

        decided.clear();
        var random = new Random(5);
        List<Integer> ends = new ArrayList<>();
        for (int end = PAST; end < CANDLES.size(); end += 1 + random.nextInt(300)) {
            ends.add(end);
        }
        ends.add(CANDLES.size());
        judgeAll(folder.resolve("bit-by-bit"), ends);
        assertThat(decided).containsExactlyElementsOf(expected);
    }

    @Test
    void what_the_bus_did_not_get_is_sent_by_the_next_one_and_decided_once() throws Exception {
        List<Annotation> expected = byTheRule(CANDLES, OFTEN);
        broker.close();
        Path notes = folder.resolve("notes");
        try (var producer = producer(Duration.ZERO)) {
            var annotator = new Annotator(OFTEN, notes, producer, decided::add);
            Series series = series(CANDLES);
            for (int i = 0; i < CANDLES.size(); i++) {
                assertThat(annotator.step(market(BTC, series))).as("is not done").isTrue();
            }
        }
        assertThat(decided).containsExactlyElementsOf(expected);

        start();
        judgeAll(notes, List.of(CANDLES.size()));
        assertThat(decided).as("nothing anew").hasSameSizeAs(expected);
        assertThat(onTheBus()).containsExactlyElementsOf(expected);
    }

    @Test
    void imported_history_is_searched_and_not_annotated() throws Exception {
        List<CandleClose> imported =
                CANDLES.stream()
                        .map(candle -> new CandleClose(candle.minute(), candle.close(), false))
                        .toList();
        judgeAll(folder.resolve("imported"), List.of(imported.size()), imported);
        assertThat(decided).isEmpty();
        assertThat(onTheBus()).isEmpty();
    }

    @Test
    void a_notebook_that_cannot_be_read_is_begun_anew_with_the_same_result() throws Exception {
        Path notes = folder.resolve("torn");
        judgeAll(notes, List.of(CANDLES.size()));
        List<Annotation> before = List.copyOf(decided);
        decided.clear();
        Files.writeString(notes.resolve("annotations.json"), "{\"pairs\":{\"BTC");
        judgeAll(notes, List.of(CANDLES.size()));
        assertThat(decided).containsExactlyElementsOf(before);
    }

    /** The rule, said plainly. */
    private static List<Annotation> byTheRule(List<CandleClose> candles, AnnotationRule rule) {
        Series series = series(candles);
        List<Annotation> annotations = new ArrayList<>();
        Instant notBefore = Instant.MIN;
        for (CandleClose candle : candles.subList(PAST, candles.size())) {
            Instant end = candle.start().plusSeconds(60);
            Answer answer = Patterns.answer(series, end);
            OptionalDouble percentile = answer.percentile();
            if (!end.isBefore(notBefore)
                    && answer.query().isPresent()
                    && answer.query().get().windowEnd().equals(end)
                    && percentile.isPresent()
                    && percentile.getAsDouble() > rule.percentile()) {
                annotations.add(MatchText.of(BTC, answer));
                notBefore = end.plus(rule.coolDown());
            }
        }
        return annotations;
    }

    private void judgeAll(Path notes, List<Integer> ends) throws Exception {
        judgeAll(notes, ends, CANDLES);
    }

    /** A new annotator and producer for each number of candles that are there by then. */
    private void judgeAll(Path notes, List<Integer> ends, List<CandleClose> candles)
            throws Exception {
        for (int end : ends) {
            Series series = series(candles.subList(0, end));
            try (var producer = producer(SOON)) {
                var annotator = new Annotator(OFTEN, notes, producer, decided::add);
                long deadline = System.nanoTime() + SOON.toNanos();
                while (annotator.step(market(BTC, series))) {
                    assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
                }
                assertThat(annotator.step(market(ETH, Series.empty(PatternRules.STANDARD))))
                        .isFalse();
            }
        }
    }

    private BusProducer producer(Duration closeDeadline) {
        return new BusProducer(
                bus, STREAM, ProducerConfig.DEFAULT.withCloseDeadline(closeDeadline));
    }

    private static Annotator.Market market(Pair pair, Series series) {
        return new Annotator.Market() {
            @Override
            public List<Pair> pairs() {
                return List.of(pair);
            }

            @Override
            public Optional<Series> series(Pair of) {
                return of.equals(pair) ? Optional.of(series) : Optional.empty();
            }
        };
    }

    /** What stands on the topic, repeats once. */
    private List<Annotation> onTheBus() throws Exception {
        var all = new LinkedHashSet<Annotation>();
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
        assertThat(all)
                .allSatisfy(annotation -> {
                    assertThat(annotation.layer()).isEqualTo(Layer.LANCER);
                    assertThat(annotation.id())
                            .isEqualTo("lancer|BTC-USD|" + EventTime.format(annotation.time()));
                });
        return List.copyOf(all);
    }

    private static Series series(List<CandleClose> candles) {
        return Series.empty(PatternRules.STANDARD).with(candles);
    }

    /** What came first was imported, the rest was seen. */
    private static List<CandleClose> live(List<CandleClose> candles, int imported) {
        List<CandleClose> marked = new ArrayList<>();
        for (int i = 0; i < candles.size(); i++) {
            CandleClose candle = candles.get(i);
            marked.add(new CandleClose(candle.minute(), candle.close(), i >= imported));
        }
        return List.copyOf(marked);
    }
}
