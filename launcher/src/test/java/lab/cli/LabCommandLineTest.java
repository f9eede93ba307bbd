package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import lab.cli.client.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabCommandLineTest {
    @TempDir Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "status",
                "sql",
                "kill",
                "mcp",
                "resume",
                "doctor",
                "backfill",
                "backtest",
                "runs",
                "quality",
                "index",
                "signals",
                "book",
                "service",
                "reset",
                "upgrade"
            })
    void every_command_has_help(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out()).startsWith("Usage: lab " + command).contains("--data");
    }

    @Test
    void help_lists_all_commands() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains("up ", "down ", "status ", "sql ", "kill ", "resume ", "doctor ", "test ")
                .doesNotContain("rehearse");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --feed bitstamp                | feed: must be coinbase, binance, kraken, simulator, none or file:PATH
                    --speed fast                   | speed: must be max or a number, was "fast"
                    --speed 2                      | --speed: goes with --feed file: or simulator
                    --until-end                    | --until-end: goes with --feed file:
                    --seed 3                       | --seed, --events: go with --feed simulator
                    --feed file:nowhere            | --feed: a recording must be readable, was nowhere
                    --strategy X.java --feed none  | --strategy: goes with a feed and with a paper desk
                    --strategy X.java --without consensus | --strategy: goes with a feed and with a paper desk
                    --parallelism 0                | --parallelism: must be at least 1, was 0
                    --without broker               | --without
                    --max-ahead 5                  | --max-ahead: must be 20 seconds or more, was 5
                    --port-offset 99999            | port offset: must be 0 to 50000, was 99999
                    --iggy localhost               | iggy: must be HOST:PORT, was 'localhost'
                    --pairs BTCUSD                 | pair: must be two assets
                    --feed simulator --record x.ws | --record: goes with --feed coinbase
                    """)
    void what_does_not_go_together_is_refused_in_one_line(String options, String told) {
        assertThat(run(("up " + options).split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains(told).hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void services_are_named_in_lower_case() {
        assertThat(run("service", "broker")).isEqualTo(ExitCode.USAGE);
        assertThat(err())
                .contains(
                        "SERVICE", "service: must be one of lancer, analyst, consensus, was broker")
                .hasLineCount(1);
        assertThat(run("up", "--without", "broker")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).doesNotContain("LANCER");
        assertThat(run("up", "--help")).isZero();
        assertThat(run("service", "--help")).isZero();
        assertThat(out()).doesNotContain("LANCER", "ANALYST", "CONSENSUS");
    }

    @Test
    void a_strategys_file_is_backtested_and_its_errors_are_told_by_line() throws IOException {
        Path csv = Files.writeString(dir.resolve("minutes.csv"), minutes());
        String[] data = {"--csv", csv.toString(), "--pair", "BTC-USD", "--data", dir.toString()};
        assertThat(run("new-strategy", "MyRule", "--folder", dir.toString())).isZero();
        Path file = dir.resolve("MyRule.java");

        assertThat(run(with(data, "backtest", file.toString(), "--set", "slow=30"))).isZero();
        assertThat(out()).contains("my-rule", "Only candles");
        assertThat(run(with(data, "backtest", file.toString(), "--check-lookahead"))).isZero();
        assertThat(out()).contains("nothing that it did depends on what came later");
        assertThat(run(with(data, "backtest", file.toString(), "--exit-on", "costs >= 0")))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("my-rule: costs is");
        assertThat(run(with(data, "backtest", file.toString(), "--sweep", "slow=20..40:10")))
                .isZero();
        assertThat(out()).contains("3 settings", "slow=20", "trials");
        assertThat(run("runs", "--data", dir.toString())).isZero();
        assertThat(out()).contains("my-rule");

        Files.writeString(
                file, Files.readString(file).replace("view.candles()", "System.getenv()"));
        assertThat(run(with(data, "backtest", file.toString()))).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("MyRule.java:", "error:");
    }

    @Test
    void a_strategy_that_may_not_trade_is_refused_before_anything_starts() throws IOException {
        Path data = dir.resolve("data");
        Path rule =
                Files.writeString(
                        dir.resolve("MyRule.java"),
                        """
                        import lab.consensus.strategy.*;
                        record MyRule() implements Strategy {
                            public Decision decide(View view) {
                                return new Decision.Hold("" + System.nanoTime());
                            }
                        }
                        """);
        Path momentum =
                Files.writeString(
                        dir.resolve("Momentum.java"),
                        "record Momentum() implements lab.consensus.strategy.Strategy { public lab.consensus.strategy.Decision decide(lab.consensus.strategy.View v) { return null; } }");

        for (Path file : List.of(rule, momentum, dir.resolve("Nobody.java"))) {
            assertThat(run("up", "--data", data.toString(), "--strategy", file.toString()))
                    .isEqualTo(ExitCode.FAILED);
        }

        assertThat(err())
                .contains("MyRule.java:4: System: a strategy has no clock")
                .contains("account momentum: must be of one strategy, is of momentum and of ")
                .contains("Nobody.java: there must be such a file, is none");
        assertThat(data).doesNotExist();
    }

    @Test
    void the_quality_of_no_data_is_not_told_and_makes_nothing() {
        Path nowhere = dir.resolve("nowhere");
        assertThat(run("quality", "--data", nowhere.toString())).isEqualTo(ExitCode.NOT_RUNNING);
        assertThat(run("quality", "--data", dir.toString(), "--json")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("must be a lab's, is not");
        assertThat(run("quality", "--from", "2026-01-02T00:00:00Z", "--to", "2026-01-01T00:00:00Z"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("--to: must be behind --from 2026-01-02T00:00:00Z");
        assertThat(out()).isEmpty();
        assertThat(dir).isEmptyDirectory();
        assertThat(nowhere).doesNotExist();
    }

    private static String[] with(String[] last, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(last)).toArray(String[]::new);
    }

    private static String minutes() {
        var text = new StringBuilder("time,open,high,low,close,volume\n");
        for (int i = 0; i < 300; i++) {
            long price = 20_000 + 100L * (i % 40) + i;
            text.append(
                    "%d,%d,%d,%d,%d,1\n"
                            .formatted(
                                    1_640_995_200 + 60 * i,
                                    price,
                                    price + 20,
                                    price - 20,
                                    price + 10));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "--bus-retention, 0s, was 0s",
        "--bus-size, much, such as 10GB",
        "--quote-wait, 2h, was 2h",
        "--fee, 2, was 2",
    })
    void a_start_with_a_bad_setting_is_refused_before_it_makes_anything(
            String option, String text, String told) {
        Path data = dir.resolve("data");
        assertThat(run("up", option, text, "--data", data.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains(told).hasLineCount(1);
        assertThat(data).doesNotExist();
    }

    /** Folders where files belong, which nobody can write to, not even root. */
    @ParameterizedTest
    @CsvSource({
        "upgrade --dry-run, lab.lock, lab upgrade holds off other labs",
        "kill, desk, kill switch in ",
    })
    void what_cannot_be_written_is_named_with_the_rule_and_what_to_do(
            String command, String file, String told) throws IOException {
        Files.writeString(dir.resolve("location"), dir.toRealPath().toString());
        if (file.equals("desk")) {
            Files.writeString(dir.resolve(file), "");
        } else {
            Files.createDirectories(dir.resolve(file));
        }
        assertThat(run((command + " --data " + dir).split(" "))).isEqualTo(ExitCode.FAILED);
        assertThat(err())
                .contains(told, "must be writable", file, "let ")
                .doesNotContain("Exception:")
                .hasLineCount(1);
    }

    @Test
    void an_unknown_command_is_refused() {
        assertThat(run("upp")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("upp").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "down", "kill", "resume"})
    void a_lab_that_does_not_run_has_an_exit_code_of_its_own(String command) {
        assertThat(run(command, "--data", dir.toString())).isEqualTo(ExitCode.NOT_RUNNING);
        assertThat(err()).contains("no lab runs on data directory " + dir).hasLineCount(1);
    }

    @Test
    void status_as_json_says_that_nothing_runs() {
        assertThat(run("status", "--json", "--data", dir.toString()))
                .isEqualTo(ExitCode.NOT_RUNNING);
        assertThat(out()).isEqualToIgnoringWhitespace("{\"running\" : false}");
    }

    @Test
    void sql_wants_a_lab_that_once_was() {
        String nowhere = dir.resolve("nowhere").toString();
        assertThat(run("sql", "-e", "SELECT 1", "--data", nowhere)).isEqualTo(ExitCode.NOT_RUNNING);
        assertThat(err()).contains(nowhere).hasLineCount(1);
    }

    @Test
    void sql_takes_a_statement_or_a_file_and_not_both() {
        assertThat(run("sql", "-e", "SELECT 1", "-f", "x.sql")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).hasLineCount(1);
    }

    @Test
    void a_service_wants_a_lab_that_once_was() {
        assertThat(run("service", "lancer", "--data", dir.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("./lab up --without lancer").hasLineCount(1);
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void the_doctor_says_something_about_everything() {
        run("doctor", "--data", dir.toString());
        assertThat(out()).contains("JDK", "memory", "disk", "ports", "exchange", "Ollama");
        assertThat(out().lines()).allMatch(line -> line.matches("(ok|warn|fail) .*"));
    }

    private int run(String... arguments) {
        return new LabCommandLine(
                        InstantSource.system(), new PrintStream(out), new PrintStream(err))
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_full_disk_is_told_with_what_to_do_however_it_is_wrapped() {
        var full = new IOException("No space left on device");

        assertThat(LabCommandLine.told(new IllegalStateException("a candle", full)))
                .isEqualTo(
                        "data directory: its files must be readable and writable, No space left on device; make room for them, let this user write there, or give another by --data");
        assertThat(LabCommandLine.told(new IllegalStateException("a candle")))
                .isEqualTo("a candle");
    }
}
