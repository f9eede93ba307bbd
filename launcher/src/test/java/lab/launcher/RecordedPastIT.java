package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.backtest.account.AccountRun;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.recorded.Verification;
import lab.backtest.signals.SignalsOfThen;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.core.DeskRules;
import lab.consensus.source.StrategyChoice;
import lab.consensus.strategy.Strategy;
import lab.files.DurableFiles;
import lab.files.LiveFolder;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.past.RecordedLab;
import lab.launcher.tables.LakeRows;
import lab.launcher.tables.Tiers;
import lab.servicekit.http.Json;
import lab.topics.codec.ExecutionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated market that was lived through a kill, and what the run of its past comes to. */
class RecordedPastIT {
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);
    private static final String EVENTS = "24000";
    private static final String READS_BOOKS =
            Path.of("..", "strategies", "BookImbalance.java").toAbsolutePath().toString();

    @TempDir private Path dir;

    @Test
    void the_past_run_again_comes_to_what_was_lived_through_a_kill() throws Exception {
        Path data = dir.resolve("data");
        String ports = Integer.toString(TestOffset.any());
        try (LabProcess lab = LabProcess.start(dir, up(data, ports, "1", "10"))) {
            lab.await("a first checkpoint", ENDS_WITHIN, () -> hasCheckpoint(data, "cold"));
            pairsComeAndGo(lab, data);
            lab.kill();
        }
        assertThat(LabProcess.run(dir, ENDS_WITHIN, up(data, ports, "2", "max")))
                .contains("every tier holds all of it");

        Verification past =
                new RecordedLab(new DataDir(data), new Ports(0), Map.of())
                        .verify(
                                List.of("buy-and-hold", "momentum", "llm-only", READS_BOOKS),
                                Optional.empty());

        assertThat(new LakeRows(Tiers.of(new DataDir(data), new Ports(0))).trades().pairs())
                .as("the six that it began with, one of which left, and the one that came")
                .isEqualTo(7);
        assertThat(LabHere.run("pairs", "list", "--data", data.toString()))
                .as("through the kill and the next start")
                .contains("XRP-USD", "stopped")
                .doesNotContain("LINK-USD");
        assertThat(past.firstDifference()).isEmpty();
        assertThat(past.upTo()).as("all of it").isEmpty();
        assertThat(past.messages()).isGreaterThan(24_000);
        assertThat(past.decided()).containsExactly("buy-and-hold", "momentum", "book-imbalance");
        assertThat(past.executions()).isGreaterThan(6);
        assertThat(past.transfers()).isGreaterThan(6);
        assertThat(past.candles()).isGreaterThan(30);
        assertThat(LabHere.run("backtest", "--verify", "momentum", "--data", data.toString()))
                .as("one account decided anew, the others as sent")
                .contains("equal       " + past.hash());

        theBacktestDoesWhatTheDeskDid(new RecordedLab(new DataDir(data), new Ports(0), Map.of()));
        String first = backtested(data);
        assertThat(first)
                .contains("quotes of the market", "seed-rule", "pattern searches took")
                .contains("Patterns as they would have been");
        assertThat(withoutTimes(backtested(data))).isEqualTo(withoutTimes(first));
    }

    /** While it runs, by the command and by the file. */
    private static void pairsComeAndGo(LabProcess lab, Path data) throws Exception {
        String where = data.toString();
        assertThat(LabHere.run("pairs", "add", "XRP-USD", "--data", where))
                .isEqualTo("XRP-USD is followed, with 6 others\n");
        Path file = new DataDir(data).feed().resolve("pairs.json");
        lab.await(
                "the added pair",
                ENDS_WITHIN,
                () ->
                        stands(where)
                                .filter(it -> it.matches("(?s).*XRP-USD\\S* .* live .*"))
                                .isPresent());
        ObjectNode pairs = (ObjectNode) Json.mapper().readTree(file.toFile());
        ArrayNode fewer = pairs.putArray("pairs");
        for (String name :
                List.of("BTC-USD", "ETH-USD", "SOL-USD", "DOGE-USD", "AVAX-USD", "XRP-USD")) {
            fewer.add(name);
        }
        DurableFiles.write(file, pairs.toString());
        lab.await(
                "the removed pair to be gone",
                ENDS_WITHIN,
                () -> stands(where).filter(it -> !it.contains("LINK-USD")).isPresent());
    }

    /** What is said of the pairs, and nothing while the lab does not answer. */
    private static Optional<String> stands(String where) {
        try {
            return Optional.of(LabHere.run("pairs", "list", "--data", where));
        } catch (AssertionError e) {
            return Optional.empty();
        }
    }

    private static String backtested(Path data) {
        return LabHere.run("backtest", "--data", data.toString());
    }

    private static String withoutTimes(String told) {
        return told.lines()
                .filter(line -> !line.contains("took"))
                .collect(Collectors.joining("\n"));
    }

    /** Accounts of strategies that read no service: funds, fills and refusals, byte for byte. */
    private static void theBacktestDoesWhatTheDeskDid(RecordedLab lab) throws Exception {
        List<Strategy> strategies =
                StrategyChoice.of(List.of("buy-and-hold", "momentum", READS_BOOKS));
        List<String> names = strategies.stream().map(Strategy::name).toList();
        RecordedBacktest backtest = lab.backtest(DeskRules.STANDARD);
        var all = new RecordedBacktest.Span(Set.of(), Optional.empty(), Optional.empty());
        RecordedBacktest.Done done =
                backtest.run(strategies, backtest.known(all), SignalsOfThen.NOBODY);
        List<String> made = new ArrayList<>();
        for (AccountRun run : done.runs()) {
            run.settlements()
                    .forEach(it ->
                            made.add(
                                    new String(
                                            ExecutionCodec.encode(it.execution()),
                                            StandardCharsets.UTF_8)));
        }
        List<String> lived = new ArrayList<>();
        try (var cold = new ColdBooks(lab.tables())) {
            cold.table("executions")
                    .orElseThrow()
                    .read(
                            List.of("account", "payload"),
                            row -> {
                                if (names.contains(String.valueOf(row[0]))) {
                                    lived.add(String.valueOf(row[1]));
                                }
                            });
        }
        assertThat(made).hasSizeGreaterThan(6).containsExactlyInAnyOrderElementsOf(lived);
    }

    private static String[] up(Path data, String ports, String parallelism, String speed) {
        return Stream.concat(
                        Stream.of("up"),
                        List.of(
                                "--data",
                                data.toString(),
                                "--port-offset",
                                ports,
                                "--feed",
                                "simulator",
                                "--seed",
                                "7",
                                "--events",
                                EVENTS,
                                "--speed",
                                speed,
                                "--parallelism",
                                parallelism,
                                "--books",
                                "--strategy",
                                READS_BOOKS,
                                "--until-end")
                                .stream())
                .toArray(String[]::new);
    }

    private static boolean hasCheckpoint(Path data, String job) {
        Path folder = new DataDir(data).checkpoints().resolve(job);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try {
            return LiveFolder.files(folder).stream().anyMatch(it -> it.endsWith("_metadata"));
        } catch (IOException e) {
            return false;
        }
    }
}
