package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lab.consensus.core.AccountRisk;
import lab.consensus.core.Decided;
import lab.consensus.core.Refusal;
import lab.consensus.core.RiskState;
import lab.consensus.signals.AsTold;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Holding;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.SeedRule;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.View;
import lab.domain.Account;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.servicekit.PermanentFaultException;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionLogTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Account ACCOUNT = Account.trader("seed-rule");
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:15Z");
    private static final String ID = "seed-rule:BTC-USD:20261121T100015Z";
    private static final Decided.Outcome HELD = new Decided.Outcome.Held();

    @TempDir Path folder;

    /** Both services spoke, and their words are at hand. */
    private record Spoken() implements Signals, AsTold {
        @Override
        public Knowable<PatternSignal> patterns(Pair pair) {
            return new Knowable.Unknown<>("not asked here");
        }

        @Override
        public Knowable<Sentiment> sentiment(Pair pair) {
            return new Knowable.Unknown<>("not asked here");
        }

        @Override
        public Optional<String> commentator(Pair pair) {
            return Optional.of("ollama");
        }

        @Override
        public Optional<String> patternsAsTold(Pair pair) {
            return Optional.of("{\"pair\":\"BTC-USD\",\"percentile\":0.9123}");
        }

        @Override
        public Optional<String> commentaryAsTold(Pair pair) {
            return Optional.of("{\"narrative\":\"Zürich \\\"rises\\\"\",\"verdict\":\"ACCEPTED\"}");
        }
    }

    private static Decided decided(Instant time, Decision wanted, Decided.Outcome outcome) {
        var view =
                new View(
                        time,
                        BTC,
                        List.of(),
                        new Knowable.Known<>(
                                new Quote(
                                        7,
                                        time.minusSeconds(1),
                                        Price.of("99.5"),
                                        Price.of("100.25")),
                                time.minusSeconds(1)),
                        new Knowable.Unknown<>("the pattern service answers 503"),
                        new Knowable.Known<>(Sentiment.BULLISH, time.minusSeconds(15)),
                        ClearingTerms.STANDARD,
                        new Holding(
                                new BigDecimal("1000"),
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                Optional.empty()));
        return new Decided(
                ACCOUNT,
                new SeedRule(),
                view,
                Optional.of(wanted),
                outcome,
                new AccountRisk.Standing(
                        new BigDecimal("1000"), new BigDecimal("1000"), BigDecimal.ZERO),
                RiskState.REDUCING,
                Optional.of(new Refusal("drawdown", "equity has fallen")));
    }

    private static Decided refused(Instant time) {
        return decided(
                time,
                new Decision.Buy("similarity 0.91, Bullish"),
                new Decided.Outcome.Refused(new Refusal("cash", "needs 50.5, has 3")));
    }

    private static Decided held(Instant time) {
        return decided(time, new Decision.Hold("similarity 0.1, \"flat\""), HELD);
    }

    @Test
    void what_was_known_unknown_told_wanted_and_refused_is_found_by_its_id() throws Exception {
        var log = new DecisionLog(folder);
        log.add(List.of(refused(TEN), held(TEN.plusSeconds(60))), new Spoken(), false);

        JsonNode row = log.find("seed-rule", ID).getFirst();

        assertThat(row.path("time").asText()).isEqualTo("2026-11-21T10:00:15.000000Z");
        assertThat(row.path("wanted").asText()).isEqualTo("BUY");
        assertThat(row.path("why").asText()).isEqualTo("similarity 0.91, Bullish");
        assertThat(row.path("outcome").asText()).isEqualTo("REFUSED");
        assertThat(row.path("rule").asText()).isEqualTo("cash");
        assertThat(row.at("/risk/state").asText()).isEqualTo("REDUCING");
        assertThat(row.at("/risk/rule").asText()).isEqualTo("drawdown");
        assertThat(row.at("/known/quote/ask").decimalValue()).isEqualByComparingTo("100.25");
        assertThat(row.at("/known/patterns/unknown").asText())
                .isEqualTo("the pattern service answers 503");
        assertThat(row.at("/known/patterns/time").isMissingNode()).isTrue();
        assertThat(row.at("/known/sentiment/sentiment").asText()).isEqualTo("Bullish");
        assertThat(row.at("/known/sentiment/by").asText()).isEqualTo("ollama");
        assertThat(row.at("/told/patterns/percentile").decimalValue())
                .isEqualByComparingTo("0.9123");
        assertThat(row.at("/told/commentary/narrative").asText()).isEqualTo("Zürich \"rises\"");

        JsonNode hold = log.find("seed-rule", "seed-rule:BTC-USD:20261121T100115Z").getFirst();
        assertThat(hold.path("outcome").asText()).isEqualTo("HELD");
        assertThat(hold.path("why").asText()).isEqualTo("similarity 0.1, \"flat\"");
        assertThat(hold.has("told")).as("too long for what happens every minute").isFalse();
        assertThat(log.find("seed-rule", "seed-rule:BTC-USD:20261121T100215Z")).isEmpty();
        assertThat(log.find("momentum", ID)).isEmpty();
    }

    @Test
    void goes_on_behind_a_line_that_a_crash_has_torn() throws Exception {
        var log = new DecisionLog(folder);
        log.add(List.of(refused(TEN)), new Spoken(), false);
        Path file = folder.resolve("desk-decisions.jsonl");
        Files.writeString(file, "{\"format\":1,\"account\":\"seed-ru", StandardOpenOption.APPEND);

        var again = new DecisionLog(folder);
        again.check();
        again.add(List.of(refused(TEN)), new Spoken(), true);

        assertThat(again.find("seed-rule", ID))
                .extracting(row -> row.path("again").asBoolean())
                .containsExactly(false, true);
    }

    @Test
    void keeps_two_files_of_each_kind_and_lets_the_oldest_go() throws Exception {
        var log = new DecisionLog(folder, 20_000, 20_000);
        for (int minute = 0; minute < 200; minute++) {
            Instant time = TEN.plus(Duration.ofMinutes(minute));
            log.add(List.of(held(time)), new Spoken(), false);
        }
        log.add(List.of(refused(TEN)), new Spoken(), false);

        assertThat(log.find("seed-rule", ID))
                .as("a decision that wanted something is not pushed out by those that did not")
                .hasSize(1);
        assertThat(log.find("seed-rule", "seed-rule:BTC-USD:20261121T131915Z")).hasSize(1);
        assertThat(log.find("seed-rule", "seed-rule:BTC-USD:20261121T100115Z")).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "desk-decisions.jsonl", "desk-holds.jsonl", "desk-holds-before.jsonl");
        }
        assertThat(folder.resolve("desk-holds-before.jsonl")).isNotEmptyFile();
        assertThat(Files.size(folder.resolve("desk-holds-before.jsonl"))).isLessThan(20_000);
    }

    @Test
    void a_newer_format_is_refused_by_name_and_an_older_line_is_no_matter() throws Exception {
        Path file = folder.resolve("desk-holds.jsonl");
        Files.writeString(file, "{\"format\":1}\n{\"format\":2}\n");

        assertThatThrownBy(() -> new DecisionLog(folder).check())
                .isInstanceOf(PermanentFaultException.class)
                .hasMessageContaining("desk-holds.jsonl")
                .hasMessageContaining("format 2")
                .hasMessageContaining("./lab reset --only derived");
    }

    @Test
    void a_log_that_cannot_be_written_costs_no_decision() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        new DecisionLog(file).add(List.of(refused(TEN)), new Spoken(), false);

        assertThat(file).hasContent("in the way");
    }

    @Test
    void every_order_of_a_desk_that_dies_again_and_again_has_the_decision_that_made_it()
            throws Exception {
        Set<String> names = Set.of("buy-and-hold", "momentum");
        var run =
                new PaperRun(
                                11,
                                folder,
                                PaperMarket.of(11, Duration.ofMinutes(40)),
                                PaperRun.all().stream()
                                        .filter(it -> names.contains(it.name()))
                                        .toList())
                        .toEnd(20);
        var log = new DecisionLog(folder);
        List<OrderRequest> orders = run.requests();
        assertThat(run.dies()).isPositive();
        assertThat(run.texts(Topic.ORDERS)).hasSizeGreaterThan(orders.size());
        assertThat(orders).isNotEmpty();
        for (OrderRequest order : orders) {
            List<JsonNode> kept = log.find(order.account().name(), order.orderId().text());
            assertThat(kept)
                    .as(order.orderId().text())
                    .isNotEmpty()
                    .allMatch(it -> it.path("outcome").asText().equals("ORDERED"))
                    .allMatch(it ->
                            it.path("quantity").decimalValue().compareTo(order.quantity()) == 0)
                    .allMatch(it -> Instant.parse(it.path("time").asText()).equals(order.time()));
        }
        String hold = Files.readAllLines(folder.resolve("desk-holds.jsonl")).getFirst();
        assertThat(hold).contains("\"outcome\":\"HELD\"", "\"why\":\"");
    }
}
