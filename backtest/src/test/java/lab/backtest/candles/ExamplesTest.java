package lab.backtest.candles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lab.backtest.account.AccountRun;
import lab.consensus.source.StrategyFile;
import lab.consensus.source.StrategyTemplate;
import lab.consensus.strategy.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that people begin with. */
class ExamplesTest {
    private static final Path FOLDER = Path.of("../strategies");
    private static final CandleHistory HALF_A_DAY =
            Candles.twoDays().between(Candles.START, Candles.START.plusSeconds(12 * 3600));

    /** What they go by no file of candles knows. */
    private static final Set<String> NEED_MORE = Set.of("Pressure.java", "BookImbalance.java");

    @TempDir Path dir;

    static List<Path> examples() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void each_example_is_let_in_and_trades(Path file) throws Exception {
        AccountRun run = run(StrategyFile.read(file).make(Map.of()));

        assertThat(run.halted()).isEmpty();
        int trades = run.trips().size() + run.open().size();
        if (NEED_MORE.contains(file.getFileName().toString())) {
            assertThat(trades).as("what is Unknown holds").isZero();
        } else {
            assertThat(trades).isPositive();
        }
    }

    @Test
    void there_are_five_of_them() throws Exception {
        assertThat(examples()).hasSize(5);
    }

    @Test
    void the_template_is_let_in_and_trades() throws Exception {
        Path file = Files.writeString(dir.resolve("MyRule.java"), StrategyTemplate.of("MyRule"));
        Strategy made = StrategyFile.read(file).make(Map.of("fast", "5", "slow", "30"));

        assertThat(made.name()).isEqualTo("my-rule");
        AccountRun run = run(made);
        assertThat(run.halted()).isEmpty();
        assertThat(run.trips()).isNotEmpty();
    }

    @Test
    void a_failure_names_the_line_of_the_file() throws Exception {
        String source =
                """
                import java.util.Set;
                import lab.consensus.strategy.*;
                record Rule() implements Strategy {
                    public String name() { return "rule"; }
                    public Set<Reads> reads() { return Set.of(); }
                    public Decision decide(View view) {
                        return new Decision.Hold("" + 1 / (3 - view.candles().size()));
                    }
                }
                """;
        Path file = Files.writeString(dir.resolve("Rule.java"), source);

        assertThat(run(StrategyFile.read(file).make(Map.of())).halted().orElseThrow().reason())
                .isEqualTo("java.lang.ArithmeticException: / by zero at Rule.java:7");
    }

    private static AccountRun run(Strategy strategy) {
        return new CandleBacktest(HALF_A_DAY, CandleRules.STANDARD).run(strategy);
    }
}
