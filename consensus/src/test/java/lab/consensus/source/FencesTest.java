package lab.consensus.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lab.consensus.strategy.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FencesTest {
    private static final int LINE_OF_FIELD = 6;
    private static final int LINE_OF_BODY = 10;

    @TempDir Path dir;

    /** What a decision does: the line is that of the body. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    var t = java.time.Instant.now();                              | Instant.now: a strategy has no clock
                    var t = java.time.LocalDate.now();                            | LocalDate.now: a strategy has no clock
                    var t = java.time.Clock.systemUTC();                          | Clock: a strategy has no clock
                    var t = System.currentTimeMillis();                           | System: a strategy has no clock
                    var t = System.nanoTime();                                    | System: a strategy has no clock
                    var t = new java.util.Date();                                 | Date: a strategy has no clock
                    java.util.function.Supplier<Object> t = java.time.Instant::now; | Instant.now: a strategy has no clock
                    var r = Math.random();                                        | Math.random: a strategy has no chance
                    var r = new java.util.Random();                               | Random: a strategy has no chance
                    var r = java.util.UUID.randomUUID();                          | UUID: a strategy has no chance
                    java.util.function.DoubleSupplier r = Math::random;           | Math.random: a strategy has no chance
                    java.util.Collections.shuffle(new java.util.ArrayList<String>()); | Collections.shuffle: a strategy has no chance
                    var r = new Object().hashCode();                              | Object.hashCode: a strategy has no chance
                    try { java.nio.file.Files.readString(java.nio.file.Path.of("x")); } catch (java.io.IOException e) {} | Files: a strategy reads and writes nothing
                    System.out.println("x");                                      | System: a strategy has no clock and reads
                    var n = java.net.URI.create("x");                             | URI: a strategy reads and writes nothing
                    var n = Integer.getInteger("x");                              | Integer.getInteger: a strategy reads and writes nothing
                    new Thread(() -> {}).start();                                 | Thread: a strategy has no threads
                    java.util.concurrent.CompletableFuture.runAsync(() -> {});    | CompletableFuture: a strategy has no threads
                    var s = view.candles().parallelStream();                      | List.parallelStream: a strategy has no threads
                    synchronized (this) { view.time(); }                          | synchronized: a strategy has no threads
                    var c = Object.class.getDeclaredMethods();                    | Class: a strategy has no reflection
                    var c = view.getClass();                                      | Object.getClass: a strategy has no reflection
                    try { Class.forName("x"); } catch (ClassNotFoundException e) {} | Class: a strategy has no reflection
                    var m = java.lang.invoke.MethodHandles.lookup();              | MethodHandles: a strategy has no reflection
                    var p = Runtime.getRuntime();                                 | Runtime: a strategy reads and writes nothing
                    var l = java.util.logging.Logger.getLogger("x");              | Logger: a strategy knows plain values
                    """)
    void a_decision_that_is_more_than_a_function_is_refused_with_its_line(
            String body, String told) {
        assertThat(refusals("", body))
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("Rule.java:%d: %s".formatted(LINE_OF_BODY, told)));
    }

    /** What it remembers: the line is that of the field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "private int count;",
                "private static int count;",
                "private volatile boolean bought;",
                "private final int[] counts = new int[1];",
                "private static final int[] COUNTS = {0};",
                "private final java.util.List<String> seen = new java.util.ArrayList<>();",
                "private static final java.util.Map<String, String> SEEN = new java.util.HashMap<>();",
                "private final StringBuilder seen = new StringBuilder();",
                "private final java.util.ArrayList<String> seen = new java.util.ArrayList<>();",
                "private static final java.util.concurrent.atomic.AtomicInteger N = new java.util.concurrent.atomic.AtomicInteger();",
                "private static final ThreadLocal<String> SEEN = new ThreadLocal<>();",
                "private static final java.util.List<int[]> SEEN = java.util.List.of(new int[1]);",
                "private static final java.util.List<StringBuilder> SEEN = java.util.List.of(new StringBuilder());",
                "private final Object seen = new Object();",
                "private static final class Box { int n; } private static final Box BOX = new Box();",
                "private record Box(java.util.List<String> of) {} private static final Box BOX = new Box(new java.util.ArrayList<>());",
                "private final java.util.function.Function<String, String> f = it -> it;",
            })
    void whatever_could_remember_something_is_refused_with_its_line(String field) {
        assertThat(refusals(field, ""))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line).startsWith("Rule.java:%d: ".formatted(LINE_OF_FIELD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private static final int LIMIT = 3;",
                "private final java.math.BigDecimal part = new java.math.BigDecimal(\"0.1\");",
                "private static final java.util.List<String> NAMES = java.util.List.of(\"a\", \"b\");",
                "private static final java.util.Set<String> NAMES = java.util.Set.copyOf(java.util.List.of(\"a\"));",
                "private static final java.time.Duration LONG = java.time.Duration.ofHours(4);",
                "private enum Mood { GOOD, BAD } private static final Mood MOOD = Mood.GOOD;",
                "private record Band(double low, double high) {} private static final Band BAND = new Band(1, 2);",
                "private sealed interface Found { record Some(java.util.List<String> of) implements Found {} }",
            })
    void what_cannot_change_may_be_kept(String field) {
        assertThat(refusals(field, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var sums = new java.util.ArrayList<java.math.BigDecimal>(); view.candles().forEach(it -> sums.add(it.close().toBigDecimal()));",
                "double[] closes = view.candles().stream().mapToDouble(it -> it.close().toBigDecimal().doubleValue()).toArray(); java.util.Arrays.sort(closes);",
                "String s = \"at \" + view.time() + String.format(\"%d\", 3); s.length();",
                "int hour = view.time().atOffset(java.time.ZoneOffset.UTC).getHour();",
                "var m = lab.consensus.strategy.Indicators.of(view.candles()).mean(3);",
                "switch (view.quote()) { case lab.consensus.strategy.Knowable.Known<?> k -> k.hashCode(); case lab.consensus.strategy.Knowable.Unknown<?> u -> u.reason(); }",
            })
    void a_decision_may_reckon_as_it_likes(String body) {
        assertThat(refusals("", body)).isEmpty();
    }

    @Test
    void errors_are_told_as_the_compiler_tells_them() {
        assertThat(refusals("", "int x = \"one\";"))
                .containsExactly(
                        "Rule.java:10: error: incompatible types: String cannot be converted to int",
                        "        int x = \"one\";",
                        "                ^",
                        "1 error");
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        assertThat(refusals("private int count;", "count++; var t = System.nanoTime();"))
                .hasSizeGreaterThanOrEqualTo(2)
                .anyMatch(line -> line.contains("field count"))
                .anyMatch(line -> line.contains("System"));
    }

    @Test
    void a_class_of_the_labs_own_packages_is_refused() {
        assertThatThrownBy(() -> read("package lab.domain;\n" + source("", "")))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("its package must be your own or none");
    }

    @Test
    void a_file_has_one_strategy() {
        assertThatThrownBy(() -> read("public class Rule {}"))
                .isInstanceOf(SourceException.class)
                .hasMessage("Rule.java: it must have one class that implements Strategy, has none");
    }

    @Test
    void parameters_are_set_by_name_and_else_as_they_say() throws Exception {
        StrategyFile file =
                read(
                        """
                        import lab.consensus.strategy.*;
                        import java.util.Set;
                        record Rule(@Parameter(standard = "3", tells = "how many") int count) implements Strategy {
                            public String name() { return "rule-" + count; }
                            public Set<Reads> reads() { return Set.of(); }
                            public Decision decide(View view) { return new Decision.Hold("x"); }
                        }
                        """);

        assertThat(file.make(Map.of()).name()).isEqualTo("rule-3");
        assertThat(file.make(Map.of("count", "7")).name()).isEqualTo("rule-7");
        assertThatThrownBy(() -> file.make(Map.of("count", "many")))
                .hasMessage("Rule.java: parameter count must be a whole number, was \"many\"");
        assertThatThrownBy(() -> file.make(Map.of("cuont", "7")))
                .hasMessage("Rule.java: it has no parameter cuont; it has count");
    }

    @Test
    void a_parameter_that_says_nothing_is_refused() {
        assertThatThrownBy(() ->
                        read(
                                """
                                import lab.consensus.strategy.*;
                                import java.util.Set;
                                record Rule(int count) implements Strategy {
                                    public String name() { return "rule"; }
                                    public Set<Reads> reads() { return Set.of(); }
                                    public Decision decide(View view) { return new Decision.Hold("x"); }
                                }
                                """))
                .hasMessageContaining("parameter count must say its standard");
    }

    private List<String> refusals(String field, String body) {
        try {
            Strategy made = read(source(field, body)).make(Map.of());
            assertThat(made.name()).isEqualTo("rule");
            return List.of();
        } catch (SourceException e) {
            return e.lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StrategyFile read(String source) throws SourceException, IOException {
        return StrategyFile.read(Files.writeString(dir.resolve("Rule.java"), source));
    }

    private static String source(String field, String body) {
        return """
        import java.util.Set;
        import lab.consensus.strategy.Decision;
        import lab.consensus.strategy.Strategy;
        import lab.consensus.strategy.View;
        public final class Rule implements Strategy {
            %s
            @Override public String name() { return "rule"; }
            @Override public Set<Reads> reads() { return Set.of(); }
            @Override public Decision decide(View view) {
                %s
                return new Decision.Hold("x");
            }
        }
        """
                .formatted(field, body);
    }
}
