package lab.backtest.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lab.backtest.CandleReport;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.backtest.report.Report;
import lab.consensus.strategy.BuyAndHold;
import lab.consensus.strategy.Momentum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRunsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final CandleHistory ALL = Candles.twoDays();
    private static final CandleHistory FIRST_DAY =
            ALL.between(ALL.start(), ALL.start().plus(Duration.ofDays(1)));
    private static final CandleHistory SECOND_DAY =
            ALL.between(ALL.start().plus(Duration.ofDays(1)), ALL.end());

    @TempDir Path dir;

    @Test
    void a_run_is_found_by_its_id_and_by_the_beginning_of_it() throws IOException {
        var runs = new KeptRuns(dir.resolve("backtests"));
        Report report = report(ALL, "0.0002");
        runs.keep(report, NOW);

        assertThat(runs.find(report.id()).orElseThrow().made()).isEqualTo(NOW);
        assertThat(runs.find(report.id().substring(0, 5))).isPresent();
        assertThat(runs.find("ffffffffffff")).isEmpty();
        assertThat(runs.find("../../etc")).isEmpty();
    }

    @Test
    void the_same_run_is_kept_once_and_another_setting_is_another_run() throws IOException {
        var runs = new KeptRuns(dir);
        runs.keep(report(ALL, "0.0002"), NOW);
        runs.keep(report(ALL, "0.0002"), NOW.plusSeconds(60));
        runs.keep(report(ALL, "0.0003"), NOW);

        assertThat(runs.all()).hasSize(2);
        assertThat(runs.all().getFirst().made()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void every_account_that_was_tried_on_a_part_of_the_same_market_counts() throws IOException {
        var runs = new KeptRuns(dir);
        runs.keep(report(ALL, "0.0002"), NOW);
        runs.keep(report(FIRST_DAY, "0.0002"), NOW);
        Report second = report(SECOND_DAY, "0.0002");

        assertThat(runs.triedBefore(second.data(), second.id())).isEqualTo(2);
        runs.keep(second, NOW);
        assertThat(runs.triedBefore(second.data(), second.id())).isEqualTo(2);
        Report all = report(ALL, "0.0002");
        assertThat(runs.triedBefore(all.data(), all.id())).isEqualTo(4);
    }

    @Test
    void a_run_of_a_newer_version_is_refused_by_name() throws IOException {
        Files.writeString(dir.resolve("aaaaaaaaaaaa.json"), "{\"format\": 2}");

        assertThatThrownBy(() -> new KeptRuns(dir).all())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("aaaaaaaaaaaa.json")
                .hasMessageContaining("is of format 2")
                .hasMessageContaining("./lab backtest");
    }

    private static Report report(CandleHistory history, String spread) {
        return new CandleReport(
                        history, CandleRules.STANDARD.withSpread(new BigDecimal(spread)), "test")
                .of(List.of(new BuyAndHold(), new Momentum()), 0)
                .report();
    }
}
