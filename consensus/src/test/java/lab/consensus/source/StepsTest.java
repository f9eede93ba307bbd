package lab.consensus.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.core.Failures;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Holding;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Pair;
import lab.domain.clearing.ClearingTerms;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every decision ends, by itself or after so many steps. */
class StepsTest {
    private static final int LINE_OF_BODY = 5;

    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "for (;;) { view.time(); }",
                "do { view.time(); } while (view != null);",
                "int i = 0; while (i < 10) { i = i * 2; }",
                "for (long i = 0; i >= 0; i++) {} ",
                "while (true) { try { while (true) {} } catch (Throwable t) {} }",
                "while (true) { try { view.time(); continue; } catch (Throwable t) { continue; } }",
                "while (true) { switch (view.pair().name()) { case \"A\": continue; default: } }",
                "java.util.function.IntUnaryOperator f = i -> i; for (int i = 0; i < 1; i = f.applyAsInt(0)) {}",
                "var all = new java.util.ArrayDeque<Integer>(java.util.List.of(1)); while (!all.isEmpty()) { all.add(all.poll()); }",
                "for (int i = 0; i < 100; i++) { int[] a = new int[1_000_000]; }",
                "for (int i = 0; i < 100; i++) { Object[] a = new String[1_000_000]; }"
            })
    void a_decision_without_end_is_ended_and_names_its_line(String body) throws Exception {
        Strategy endless = made(body, "");

        ThrowableAssert.ThrowingCallable decision = () -> endless.decide(view());

        assertThatThrownBy(decision)
                .isInstanceOfSatisfying(
                        Error.class,
                        thrown ->
                                assertThat(Failures.told(endless, thrown))
                                        .startsWith(
                                                "it takes more than 10,000,000 steps for one decision at Rule.java:"));
    }

    @Test
    void it_ends_after_the_same_number_of_steps_each_time() throws Exception {
        Strategy counting =
                made(
                        "long i = 0; try { for (;;) { i++; } } finally { if (i > 1) throw new IllegalStateException(\"after \" + i); }",
                        "");

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> counting.decide(view())).hasMessage("after 10000000");
        }
    }

    @Test
    void who_catches_the_end_of_a_loop_is_not_believed_what_it_decides() throws Exception {
        Strategy sly = made("try { while (true) {} } catch (Throwable t) {}", "");

        assertThatThrownBy(() -> sly.decide(view())).isInstanceOf(StepsError.class);
    }

    /** Not even who comes back from the depth again and again may go on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "forEver();",
                "try { forEver(); } catch (Throwable t) {}",
                "while (true) { try { forEver(); } catch (Throwable t) {} }",
                "while (true) { try { forEver(); } finally { continue; } }",
            })
    void a_recursion_without_end_is_ended(String body) throws Exception {
        Strategy deep = made(body, "");

        assertThatThrownBy(() -> deep.decide(view()))
                .satisfies(thrown ->
                        assertThat(Failures.told(deep, thrown))
                                .isEqualTo(
                                        "it calls itself too deeply, at most 1,000 at Rule.java:9"));
    }

    /** After a decision that was ended the next has all its steps again. */
    @Test
    void a_decision_that_ends_by_itself_is_as_it_was_written() throws Exception {
        Strategy honest =
                made(
                        """
                        long sum = 0; for (int i = 0; i < 3_000; i++) { for (int j = 0; j < 3_000; j++) { sum++; } }
                        var names = new java.util.TreeMap<String, Integer>();
                        for (String s : "a b c a".split(" ")) { names.merge(s, 1, Integer::sum); }
                        int[] made = {3, 1, 2}; java.util.Arrays.sort(made);
                        String told = switch (made[0]) { case 1 -> "one"; case 2 -> "two"; default -> "many"; };
                        if (true) return new Decision.Buy(sum + " " + names + " " + told + " " + deep(300));\
                        """,
                        "");

        for (int i = 0; i < 3; i++) {
            assertThat(honest.decide(view()))
                    .isEqualTo(new Decision.Buy("9000000 {a=2, b=1, c=1} one 300"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    static final int X = forEver();        | takes more than 10,000,000 steps
                    final int x; { int i = 0; while (i < 1) {} x = i; } | takes more than 10,000,000 steps
                    public String name() { while (true) {} } | takes more than 10,000,000 steps
                    """)
    void what_would_never_be_made_is_refused(String member, String why) {
        String loop = member.replace("= forEver()", "= loop()");

        assertThatThrownBy(() -> made("", loop))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("Rule.java")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.stream.Stream.generate(() -> 1).count();",
                "java.util.stream.IntStream.iterate(0, i -> i).sum();",
                "java.util.stream.LongStream.range(0, Long.MAX_VALUE).sum();"
            })
    void a_stream_that_need_not_end_is_refused_with_its_line(String body) {
        assertThatThrownBy(() -> made(body, ""))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("Rule.java:%d: ", LINE_OF_BODY)
                .hasMessageContaining("a strategy has no streams that need not end");
    }

    @Test
    void nothing_is_no_decision() throws Exception {
        Strategy nothing = made("if (true) return null;", "");

        assertThatThrownBy(() -> nothing.decide(view()))
                .hasMessage("decide: must return a Decision, returned null");
    }

    @Test
    void an_account_is_named_after_the_class_and_a_version_after_source_and_settings()
            throws Exception {
        Strategy made = made("", "");

        assertThat(made.name()).isEqualTo("rule");
        assertThat(made.reads()).isEmpty();
        assertThat(made.version()).matches("rule@[0-9a-f]{12}\\{}");
        assertThat(made("", " ").version()).isNotEqualTo(made.version());
        assertThat(Strategy.accountOf("MyRSI_Rule2OfALongNameThatDoesNotFitAtAll"))
                .isEqualTo("my-rsi-rule2-of-along-name-that-")
                .hasSize(Strategy.NAME_LENGTH_MAX);
    }

    @Test
    void strategies_of_one_account_are_refused_with_both_their_files() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("rules"));
        Files.writeString(
                folder.resolve("Momentum.java"), source("", "").replace("Rule", "Momentum"));
        Files.writeString(folder.resolve("Rule.java"), source("", ""));

        assertThat(StrategyChoice.of(List.of("buy-and-hold", folder.toString())))
                .extracting(Strategy::name)
                .containsExactly("buy-and-hold", "momentum", "rule");
        assertThatThrownBy(() -> StrategyChoice.of(List.of("momentum", folder.toString())))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(
                        "account momentum: must be of one strategy, is of momentum and of ")
                .hasMessageContaining("Momentum.java");
    }

    @Test
    void all_files_that_are_wrong_are_told() throws Exception {
        Files.writeString(dir.resolve("One.java"), "class One {}");
        Files.writeString(dir.resolve("Two.java"), "class Two {");

        assertThatThrownBy(() -> StrategyChoice.of(List.of(dir.toString())))
                .hasMessageContaining("One.java: it must have one class that implements Strategy")
                .hasMessageContaining("Two.java:1: error: reached end of file");
    }

    private Strategy made(String body, String member) throws Exception {
        Path file = Files.writeString(dir.resolve("Rule.java"), source(body, member));
        return StrategyFile.read(file).make(Map.of());
    }

    private static String source(String body, String member) {
        return """
        import lab.consensus.strategy.*;
        public final class Rule implements Strategy {
            @Override public Decision decide(View view) {
                int before = 0;
                if (before == 0) { %s }
                return new Decision.Hold("x");
            }
            private static int forEver() {
                return forEver() + 1;
            }
            private static int loop() { int i = 0; while (i < 1) {} return i; }
            private static int deep(int n) { return n == 0 ? 0 : 1 + deep(n - 1); }
            %s
        }
        """
                .formatted(body, member);
    }

    private static View view() {
        return new View(
                Instant.EPOCH,
                new Pair("BTC-USD"),
                List.of(),
                new Knowable.Unknown<>("no quote"),
                new Knowable.Unknown<>("not asked"),
                new Knowable.Unknown<>("not asked"),
                ClearingTerms.STANDARD,
                new Holding(BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.ZERO, Optional.empty()));
    }
}
