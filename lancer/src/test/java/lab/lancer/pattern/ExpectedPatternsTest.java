package lab.lancer.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;

/**
 * Real candles of a month, against what a separate program reckoned of them. The data lie beside
 * the project and are not part of it; where they are missing this is skipped.
 */
class ExpectedPatternsTest {
    private static final Path DATA = Path.of("..", "..", "shared", "data");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    @Test
    void a_month_of_real_candles_gives_the_patterns_that_another_program_found() throws Exception {
        assumeTrue(Files.isDirectory(DATA), "market data lie beside the project: " + DATA);
        Series series = Series.empty(PatternRules.STANDARD).with(candles());
        assertThat(series.candles()).isEqualTo(45_031);
        Map<String, List<String[]>> expected = expected();
        assertThat(expected).hasSize(12);
        expected.forEach(
                (asOf, rows) -> check(asOf, rows, Patterns.answer(series, Instant.parse(asOf))));
    }

    private static void check(String asOf, List<String[]> rows, Answer answer) {
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
        String[] row = rows.getFirst();
        assertThat(answer.baseRate().windows()).as(asOf).isEqualTo(Integer.parseInt(row[10]));
        near(asOf, answer.baseRate().meanOutcomePct(), row[11]);
        near(asOf, answer.baseRate().sharePositive(), row[12]);
        if (row.length < 14 || row[13].isEmpty()) {
            assertThat(answer.percentile()).as(asOf).isEmpty();
        } else {
            near(asOf, answer.percentile().orElseThrow(), row[13]);
        }
    }

    private static void near(String as, double value, String expected) {
        assertThat(value).as(as).isCloseTo(Double.parseDouble(expected), within(1e-8));
    }

    private static Map<String, List<String[]>> expected() throws IOException {
        return Files.readAllLines(DATA.resolve("expected").resolve("btc-patterns.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(
                        Collectors.groupingBy(
                                row -> row[0], LinkedHashMap::new, Collectors.toList()));
    }

    private static List<CandleClose> candles() throws IOException {
        try (var in =
                        new GZIPInputStream(
                                Files.newInputStream(DATA.resolve("btc-1m-2022-01.csv.gz")));
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
