package lab.lancer.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Candles against what a separate program reckoned of them: a made-up week of our own, and a month
 * of real ones, where those lie beside the project.
 */
class ExpectedPatternsTest {
    private static final Path GIVEN = Path.of("..", "..", "shared", "data");
    private static final Path OWN = Path.of("..", "topics", "src", "test", "oracle", "patterns");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    /** Two files, and how much is in them. */
    record Solved(Path candles, Path patterns, int minutes, int moments) {
        @Override
        public String toString() {
            return candles.toString();
        }
    }

    static List<Solved> solved() {
        var own = new Solved(OWN.resolve("candles.csv"), OWN.resolve("patterns.csv"), 7_365, 10);
        var given =
                new Solved(
                        GIVEN.resolve("btc-1m-2022-01.csv.gz"),
                        GIVEN.resolve("expected").resolve("btc-patterns.csv"),
                        45_031,
                        12);
        return Files.isDirectory(GIVEN) ? List.of(own, given) : List.of(own);
    }

    @ParameterizedTest
    @MethodSource("solved")
    void candles_give_the_patterns_that_another_program_found(Solved solved) throws Exception {
        Series series = Series.empty(PatternRules.STANDARD).with(candles(solved.candles()));
        assertThat(series.candles()).isEqualTo(solved.minutes());
        Map<String, List<String[]>> expected = expected(solved.patterns());
        assertThat(expected).hasSize(solved.moments());
        expected.forEach(
                (asOf, rows) -> check(asOf, rows, Patterns.answer(series, Instant.parse(asOf))));
    }

    private static void check(String asOf, List<String[]> rows, Answer answer) {
        if (rows.getFirst()[2].equals("0")) {
            assertThat(answer.matches()).as(asOf).isEmpty();
            assertThat(answer.unknown()).as(asOf).isPresent();
            assertThat(answer.query().map(it -> it.windowStart().toString()).orElse(""))
                    .as(asOf)
                    .isEqualTo(rows.getFirst()[1]);
            checkAll(asOf, rows.getFirst(), answer);
            return;
        }
        assertThat(answer.matches()).as(asOf).hasSize(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            String[] row = rows.get(i);
            Match match = answer.matches().get(i);
            String as = asOf + ", match " + (i + 1);
            assertThat(answer.query().orElseThrow().windowStart()).as(as).isEqualTo(row[1]);
            assertThat(match.windowStart()).as(as).isEqualTo(row[3]);
            assertThat(match.windowEnd()).as(as).isEqualTo(row[4]);
            assertThat(match.similarity())
                    .as(as)
                    .isCloseTo(Double.parseDouble(row[5]), Percentage.withPercentage(0.0001));
            near(as, match.correlation(), row[6]);
            near(as, match.outcomePct(), row[7]);
            near(as, match.outcomeMaxPct(), row[8]);
            near(as, match.outcomeMinPct(), row[9]);
        }
        checkAll(asOf, rows.getFirst(), answer);
    }

    private static void checkAll(String asOf, String[] row, Answer answer) {
        assertThat(answer.baseRate().windows()).as(asOf).isEqualTo(Integer.parseInt(row[10]));
        if (!row[11].isEmpty()) {
            near(asOf, answer.baseRate().meanOutcomePct(), row[11]);
            near(asOf, answer.baseRate().sharePositive(), row[12]);
        }
        if (row.length < 14 || row[13].isEmpty()) {
            assertThat(answer.percentile()).as(asOf).isEmpty();
        } else {
            near(asOf, answer.percentile().orElseThrow(), row[13]);
        }
    }

    private static void near(String as, double value, String expected) {
        assertThat(value).as(as).isCloseTo(Double.parseDouble(expected), within(1e-8));
    }

    private static Map<String, List<String[]>> expected(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(
                        Collectors.groupingBy(
                                row -> row[0], LinkedHashMap::new, Collectors.toList()));
    }

    private static List<CandleClose> candles(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try (var in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(ExpectedPatternsTest::candle).toList();
        }
    }

    private static CandleClose candle(String line) {
        String[] cells = line.split(",", -1);
        Instant start = LocalDateTime.parse(cells[0], TIME).toInstant(ZoneOffset.UTC);
        return CandleClose.at(start, Double.parseDouble(cells[4]), false);
    }
}
