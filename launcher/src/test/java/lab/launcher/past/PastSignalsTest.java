package lab.launcher.past;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.analyst.AnalystSettings;
import lab.analyst.facts.MarketFacts;
import lab.analyst.facts.PatternWindow;
import lab.analyst.model.OllamaSettings;
import lab.analyst.model.Question;
import lab.analyst.patterns.PatternService;
import lab.analyst.store.StoredAnswer;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.LookAhead;
import lab.backtest.signals.Overheard;
import lab.backtest.signals.SignalsOfThen.Said;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Strategies;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastSignalsTest {
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final List<Candle> CANDLES = PastPatternsTest.candles(700);

    /**
     * Decided for, and the moment that is commented on then: the newest full five minutes two
     * minutes ago.
     */
    private static final Instant TIME = CANDLES.get(639).end();

    private static final Instant MOMENT = TIME.minusSeconds(300);

    @TempDir Path dir;
    private OllamaSettings model;

    @BeforeEach
    void reads_the_settings() throws LabException {
        model = Settings.read(Map.of(), "analyst", AnalystSettings.class).ollama();
    }

    @Test
    void a_stored_answer_is_found_by_the_hash_of_the_same_question() throws Exception {
        store(question(false), "Bearish");

        Said said = said(CommentaryChoice.STORED, Map.of());

        assertThat(said.open().sentiment(PAIR))
                .isEqualTo(new Knowable.Known<>(Sentiment.BEARISH, MOMENT));
        assertThat(said.open().commentator(PAIR)).contains("ollama");
        assertThat(said.masked().sentiment(PAIR)).isInstanceOf(Knowable.Unknown.class);
        assertThat(said.open().patterns(PAIR)).isInstanceOf(Knowable.Known.class);
    }

    @Test
    void a_masked_analyst_was_asked_the_masked_question() throws Exception {
        store(question(true), "Bullish");

        Said said = said(CommentaryChoice.STORED, Map.of("LAB_ANALYST_MASKED", "true"));

        assertThat(said.open().sentiment(PAIR).known()).contains(Sentiment.BULLISH);
        assertThat(said(CommentaryChoice.STORED, Map.of()).masked().sentiment(PAIR).known())
                .contains(Sentiment.BULLISH);
    }

    @Test
    void an_answer_of_another_model_is_none() throws Exception {
        store(question(false), "Bearish");

        Said said = said(CommentaryChoice.STORED, Map.of("LAB_ANALYST_MODEL", "other"));

        assertThat(said.open().sentiment(PAIR))
                .isEqualTo(new Knowable.Unknown<>("nobody commented on it then"));
    }

    @Test
    void where_nobody_commented_the_rules_do_if_they_are_to_and_it_is_counted() throws Exception {
        try (PastServices services = services(CommentaryChoice.RULES, Map.of())) {
            PastSignals signals = services.signals();
            Said said = signals.ask(TIME, seen(640)).find();

            assertThat(said.open().sentiment(PAIR)).isInstanceOf(Knowable.Known.class);
            assertThat(said.open().commentator(PAIR)).contains("rules");
            assertThat(signals.counts())
                    .containsEntry("commentary not stored, by rules", 1L)
                    .containsEntry("commentary masked, not stored, by rules", 1L)
                    .containsEntry("pattern searches", 1L);
        }
    }

    @Test
    void nobody_is_asked_where_commentary_is_to_be_unknown() throws Exception {
        store(question(false), "Bearish");

        Said said = said(CommentaryChoice.UNKNOWN, Map.of());

        assertThat(said.open().sentiment(PAIR)).isInstanceOf(Knowable.Unknown.class);
        assertThat(said.questions()).isEmpty();
    }

    /**
     * The analyst's and the pattern service's rules do not look ahead, nor does what leads to them.
     */
    @Test
    void neither_index_nor_question_depends_on_what_came_later() throws Exception {
        CandleHistory history = CandleHistory.of(CANDLES.subList(0, 330));
        try (PastServices services = services(CommentaryChoice.RULES, Map.of())) {
            assertThat(
                            LookAhead.check(
                                    history,
                                    past -> {
                                        var said = new Overheard(services.signals());
                                        return LookAhead.Done.of(
                                                new CandleBacktest(past, CandleRules.STANDARD)
                                                        .run(
                                                                Strategies.named(
                                                                        List.of("seed-rule")),
                                                                said)
                                                        .getFirst(),
                                                said.lines());
                                    },
                                    3))
                    .isEmpty();
        }
    }

    @Test
    void an_index_that_knows_how_things_come_out_is_caught() throws Exception {
        try (PastServices services = services(CommentaryChoice.RULES, Map.of())) {
            assertThat(
                            LookAhead.check(
                                    CandleHistory.of(CANDLES.subList(0, 330)),
                                    past -> {
                                        PastSignals knowing = services.signals();
                                        var all = new TreeMap<Pair, List<Candle>>();
                                        all.put(PAIR, past.of(PAIR));
                                        var said =
                                                new Overheard((time, _) ->
                                                        knowing.ask(time.plusSeconds(3_600), all));
                                        return LookAhead.Done.of(
                                                new CandleBacktest(past, CandleRules.STANDARD)
                                                        .run(
                                                                Strategies.named(
                                                                        List.of("seed-rule")),
                                                                said)
                                                        .getFirst(),
                                                said.lines());
                                    },
                                    3))
                    .isPresent();
        }
    }

    private static SortedMap<Pair, List<Candle>> seen(int upTo) {
        var seen = new TreeMap<Pair, List<Candle>>();
        seen.put(PAIR, CANDLES.subList(upTo - 240, upTo));
        return seen;
    }

    private PastServices services(CommentaryChoice choice, Map<String, String> environment)
            throws Exception {
        return new PastServices(new DataDir(dir), environment, choice, PastServices.Older.NONE);
    }

    private Said said(CommentaryChoice choice, Map<String, String> environment) throws Exception {
        try (PastServices services = services(choice, environment)) {
            return services.signals().ask(TIME, seen(640)).find();
        }
    }

    /** As the analyst asks it: of what was final ten seconds before the moment. */
    private static Question question(boolean isMasked) {
        List<Candle> seen = CANDLES.subList(400, 640);
        List<Candle> known = MarketFacts.known(PAIR, MOMENT, seen);
        Instant hour = PatternWindow.endOf(known).orElseThrow();
        var then = new PastPatterns(PastServices.Older.NONE).see(PAIR, seen);
        var sheet =
                MarketFacts.at(
                                PAIR,
                                MOMENT,
                                known,
                                PatternService.patterns(then.answer(hour), hour))
                        .orElseThrow();
        return Question.of(isMasked ? sheet.masked() : sheet.open());
    }

    private void store(Question question, String sentiment) throws Exception {
        var answer =
                new StoredAnswer(
                        question.prompt().key(model.model(), model.fingerprint()),
                        "ollama",
                        model.model(),
                        Optional.empty(),
                        question.prompt().system(),
                        question.prompt().user(),
                        """
                        {"sentiment": "%s", "confidence": 0.5, "narrative": "The price moves.",
                         "evidence": ["price"]}\
                        """
                                .formatted(sentiment),
                        1,
                        Optional.empty());
        Path folder = Files.createDirectories(new DataDir(dir).analyst());
        var row = Json.mapper().createObjectNode().put("format", 1).put("row", "answer");
        row.setAll(Json.mapper().<ObjectNode>valueToTree(answer));
        Files.writeString(folder.resolve("commentary.jsonl"), Json.write(row) + "\n");
    }
}
