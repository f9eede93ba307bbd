package lab.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import lab.console.service.Told.Presence;
import lab.domain.Pair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console makes of a service that answers well, badly, late or not at all. */
@Timeout(300)
class PairQuestionIT {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:05Z");
    private static final Pair BTC = new Pair("BTC-USD");
    private static final String PATH = "/api/signals/BTC-USD";

    private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
    private final InstantSource clock = now::get;
    private final PlayedService lancer = new PlayedService();
    private final PairQuestion<Signal> question = question(Duration.ofMinutes(2));

    private PairQuestion<Signal> question(Duration patience) {
        return new PairQuestion<>(
                Optional.of(lancer.uri()),
                "/api/signals/%s?curves=true",
                Signal.class,
                patience,
                clock);
    }

    @AfterEach
    void close() {
        question.close();
        lancer.close();
    }

    @Test
    void hands_on_what_is_said_with_the_curves() {
        lancer.says(PATH, 200, Played.signal(TEN, "0.97"));
        Told<Signal> told = question.answer(BTC);

        assertThat(told.presence()).isEqualTo(Presence.THERE);
        Signal signal = told.answer().orElseThrow();
        assertThat(signal.percentile()).contains(0.97);
        assertThat(signal.query().flatMap(Signal.Query::closes))
                .hasValueSatisfying(closes -> assertThat(closes).hasSize(60));
        assertThat(signal.matches())
                .hasSize(5)
                .allSatisfy(match ->
                        assertThat(match.after())
                                .hasValueSatisfying(after -> assertThat(after).hasSize(60)));
        assertThat(question.missed()).isZero();
    }

    @Test
    void nothing_known_of_a_pair_is_an_answer_and_why_it_is_unknown_is_too() {
        lancer.says(PATH, 404, "{\"detail\":\"pair: must have candles, has none: BTC-USD\"}");
        Told<Signal> told = question.answer(BTC);
        assertThat(told.presence()).isEqualTo(Presence.THERE);
        assertThat(told.answer()).isEmpty();
        assertThat(told.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("must have candles"));

        now.set(TEN.plus(PairQuestion.GOOD_FOR));
        lancer.says(PATH, 200, Played.noSignal(TEN, "window: is flat"));
        assertThat(question.answer(BTC).answer().flatMap(Signal::unknown))
                .contains("window: is flat");
        assertThat(question.missed()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | <html>                        | must be readable
                    200 | {}                            | must be readable
                    200 | {"pair":"BTC-USD"}            | must be readable
                    500 | {"detail":"it broke"}         | answered 500, it broke
                    503 | {"detail":"index: not open"}  | answered 503, index: not open
                    """)
    void a_service_that_answers_badly_is_not_there_and_says_why(
            int status, String answer, String reason) {
        lancer.says(PATH, status, answer);
        Told<Signal> told = question.answer(BTC);

        assertThat(told.presence()).isEqualTo(Presence.AWAY);
        assertThat(told.reason()).hasValueSatisfying(it -> assertThat(it).contains(PATH, reason));
        assertThat(told.answer()).isEmpty();
        assertThat(question.missed()).isOne();
    }

    @Test
    void a_service_that_is_too_slow_or_absent_is_not_there_and_there_may_be_none() {
        lancer.becomesSlow();
        try (var hasty = question(Duration.ofMillis(50))) {
            assertThat(hasty.answer(BTC).reason())
                    .hasValueSatisfying(
                            it -> assertThat(it).contains("it must answer within 50 ms, did not"));
        }
        lancer.leaves();
        assertThat(question.answer(BTC).reason())
                .hasValueSatisfying(it -> assertThat(it).contains("nobody listens"));
        try (var alone =
                new PairQuestion<>(
                        Optional.empty(), "/%s", Signal.class, Duration.ofSeconds(1), clock)) {
            assertThat(alone.answer(BTC).presence()).isEqualTo(Presence.NONE);
        }
    }

    @Test
    void many_pages_ask_as_often_as_one() throws Exception {
        lancer.says(PATH, 200, Played.signal(TEN, "null"));
        Callable<Told<Signal>> asks = () -> question.answer(BTC);
        try (var pages = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Told<Signal>>> told =
                    pages.invokeAll(Stream.generate(() -> asks).limit(20).toList());
            for (Future<Told<Signal>> answer : told) {
                assertThat(answer.get().presence()).isEqualTo(Presence.THERE);
            }
        }
        assertThat(lancer.asked(PATH)).isOne();

        now.set(TEN.plus(PairQuestion.GOOD_FOR));
        question.answer(BTC);
        assertThat(lancer.asked(PATH)).isEqualTo(2);
    }

    @Test
    void what_is_kept_is_bounded() {
        for (int i = 0; i < PairQuestion.PAIRS_MAX + 1; i++) {
            question.answer(new Pair("C%d-USD".formatted(i)));
        }
        question.answer(new Pair("C%d-USD".formatted(PairQuestion.PAIRS_MAX)));
        question.answer(new Pair("C0-USD"));

        assertThat(lancer.asked("/api/signals/C%d-USD".formatted(PairQuestion.PAIRS_MAX))).isOne();
        assertThat(lancer.asked("/api/signals/C0-USD")).as("it was let go").isEqualTo(2);
    }
}
