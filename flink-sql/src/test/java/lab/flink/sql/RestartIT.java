package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.state.CheckpointStore;
import lab.flink.sql.state.RetainedCheckpoint;
import org.apache.flink.types.Row;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String[] PAIRS = {"BTC-USD", "ETH-USD", "SOL-USD", "DOGE-USD"};
    private static final int EACH = 1_000;

    /** The jobs that most of this looks at. */
    private static final List<String> TIERS = List.of("hot", "warm", "cold");

    @TempDir private Path folder;
    private int sent;

    @Test
    void killed_jobs_go_on_where_they_were_also_with_another_parallelism() throws Exception {
        try (var lab = TestLab.start(folder)) {
            TestLab.Running running = lab.run(TIERS, 1);
            send(lab);
            awaitCheckpointWithRows(running);
            send(lab);
            running.kill();

            send(lab);
            running = lab.run(TIERS, 2);
            assertThat(running.jobs().reports())
                    .filteredOn(report -> List.of("warm", "cold").contains(report.job()))
                    .allMatch(JobReport::restored);
            assertAllOnce(running);
            send(lab);
            running.kill();

            running = lab.run(TIERS, 1);
            assertThat(running.jobs().reports())
                    .filteredOn(report -> List.of("warm", "cold").contains(report.job()))
                    .allMatch(JobReport::restored);
            assertAllOnce(running);
            running.close();

            goesOnFromTheCheckpointBeforeAnUnreadableOne(lab);
            refusesStateOfAnotherVersionByName(lab);
            goesOnFromADirectoryOfFormat0(lab);
            goesOnBehindColdTablesWithoutACheckpoint(lab);
        }
    }

    /** A minute of trades and ticks of each pair. */
    private void send(TestLab lab) throws InterruptedException {
        for (String pair : PAIRS) {
            for (int i = 0; i < EACH; i++) {
                long id = (long) sent * EACH + i + 1;
                var time = Market.NOON.plusSeconds(60L * sent).plusMillis(i * 50L);
                lab.bus().send(Market.trade(pair, id, time, "10." + i, "1"));
                lab.bus().send(Market.tick(pair, id, time, "10." + i));
            }
            lab.bus().send(Market.ended(pair, Market.NOON.plusSeconds(60L * sent + 50)));
        }
        lab.bus().flush();
        sent++;
    }

    private void awaitCheckpointWithRows(TestLab.Running running) throws Exception {
        eventually(
                SOON,
                () ->
                        assertThat(running.rows("SELECT COUNT(*) FROM cold.crypto.trades"))
                                .containsExactly(Row.of(all())));
    }

    private long all() {
        return (long) sent * EACH * PAIRS.length;
    }

    private void assertAllOnce(TestLab.Running running) throws Exception {
        for (String table : new String[] {"ticks", "trades"}) {
            eventually(
                    SOON,
                    () ->
                            assertThat(
                                            running.rows(
                                                    "SELECT COUNT(*), COUNT(DISTINCT payload)"
                                                            + " FROM cold.crypto."
                                                            + table))
                                    .as(table)
                                    .containsExactly(Row.of(all(), all())));
            eventually(
                    SOON,
                    () ->
                            assertThat(
                                            running.rows(
                                                    "SELECT COUNT(DISTINCT CAST(bus_partition AS"
                                                            + " STRING) || '/' || CAST(bus_offset"
                                                            + " AS STRING)) FROM hot.crypto."
                                                            + table))
                                    .as(table)
                                    .containsExactly(Row.of(all())));
        }
        eventually(
                SOON,
                () ->
                        assertThat(
                                        running.rows(
                                                "SELECT COUNT(*), MIN(trade_count),"
                                                        + " MAX(trade_count)"
                                                        + " FROM warm.crypto.candles_1m"))
                                .containsExactly(
                                        Row.of(
                                                (long) sent * PAIRS.length,
                                                (long) EACH,
                                                (long) EACH)));
    }

    private void goesOnFromTheCheckpointBeforeAnUnreadableOne(TestLab lab) throws Exception {
        for (String job : new String[] {"warm", "cold"}) {
            List<RetainedCheckpoint> complete =
                    new CheckpointStore(lab.checkpoints().resolve(job)).complete();
            Files.writeString(complete.getFirst().metadata(), "torn");
        }
        send(lab);
        TestLab.Running running = lab.run(TIERS, 1);
        assertThat(running.jobs().reports())
                .filteredOn(report -> List.of("warm", "cold").contains(report.job()))
                .extracting(JobReport::notes)
                .allSatisfy(notes ->
                        assertThat(notes)
                                .singleElement(InstanceOfAssertFactories.STRING)
                                .matches(
                                        "restored from chk-\\d+, chk-\\d+ could not be read:"
                                                + " _metadata: must be readable, .*;"
                                                + " set aside in .*"));
        assertAllOnce(running);
        running.close();

        running = lab.run(TIERS, 1);
        assertThat(running.jobs().reports())
                .allSatisfy(report -> assertThat(report.notes()).isEmpty());
        running.close();
        for (String job : new String[] {"warm", "cold"}) {
            assertThat(lab.checkpoints().resolve(job).resolve("unreadable"))
                    .as("is still there after another start")
                    .isNotEmptyDirectory();
        }
        refusesToStartWithoutAReadableCheckpoint(lab);
    }

    private void refusesToStartWithoutAReadableCheckpoint(TestLab lab) throws Exception {
        var store = new CheckpointStore(lab.checkpoints().resolve("warm"));
        List<RetainedCheckpoint> complete = store.complete();
        var before = new ArrayList<byte[]>();
        for (RetainedCheckpoint checkpoint : complete) {
            before.add(Files.readAllBytes(checkpoint.metadata()));
            Files.writeString(checkpoint.metadata(), "torn");
        }
        assertRefused(
                lab,
                Map.of("warm", "job warm: one of its checkpoints must be readable, but none is"));
        assertThat(store.complete()).isEqualTo(complete);
        for (int i = 0; i < complete.size(); i++) {
            Files.write(complete.get(i).metadata(), before.get(i));
        }
    }

    /**
     * Refuses these jobs alone and touches none of their checkpoints.
     *
     * @param reasons by job
     */
    private static void assertRefused(TestLab lab, Map<String, String> reasons) throws Exception {
        TestLab.Running running = lab.run(1);
        assertThat(running.jobs().reports())
                .hasSize(4)
                .allSatisfy(report -> {
                    String reason = reasons.get(report.job());
                    assertThat(report.isRefused()).isEqualTo(reason != null);
                    if (reason != null) {
                        assertThat(report.isRunning()).isFalse();
                        assertThat(report.failure().orElseThrow())
                                .startsWith(reason)
                                .containsIgnoringCase("run ./lab reset --only derived");
                    }
                });
        // The newest of cold will lose its metadata, and the one before it is restored
        for (String job : List.of("cold", "clearing")) {
            if (!reasons.containsKey(job)) {
                eventually(
                        SOON,
                        () ->
                                assertThatCode(() -> running.jobs().checkpoint(job, SOON))
                                        .doesNotThrowAnyException());
            }
        }
        running.close();
    }

    private static void refusesStateOfAnotherVersionByName(TestLab lab) throws Exception {
        Path warm = lab.checkpoints().resolve("warm").resolve("state.json");
        String before = Files.readString(warm);
        Matcher candles = Pattern.compile("\"candles\" : \\d+").matcher(before);
        assertThat(candles.find()).isTrue();
        Files.writeString(
                warm,
                before.replace("\"state_version\" : 1", "\"state_version\" : 7")
                        .replace(candles.group(), "\"candles\" : 99"));
        Path clearing = lab.checkpoints().resolve("clearing").resolve("state.json");
        String ofClearing = Files.readString(clearing);
        Files.writeString(clearing, ofClearing.replace("\"format\" : 1", "\"format\" : 2"));
        assertRefused(
                lab,
                Map.of(
                        "warm",
                        "job warm: its checkpoints must hold what this version keeps, do not:"
                                + " state version 7 found, 1 wanted, operator candles version 99"
                                + " found,",
                        "clearing",
                        "job clearing: clearing/state.json has format 2, the newest that this"
                                + " version knows is 1;"));
        Files.writeString(warm, before);
        Files.writeString(clearing, ofClearing);
    }

    /** As the version before declared states left it. */
    private void goesOnFromADirectoryOfFormat0(TestLab lab) throws Exception {
        for (String job : new String[] {"warm", "cold", "clearing"}) {
            Path folder = lab.checkpoints().resolve(job);
            Files.delete(folder.resolve("state.json"));
            Files.writeString(folder.resolve("job.sha256"), "of some text\n");
        }
        // And the newest checkpoint of the cold job has lost its metadata, which it had committed
        Files.delete(
                new CheckpointStore(lab.checkpoints().resolve("cold"))
                        .complete()
                        .getFirst()
                        .metadata());
        send(lab);
        TestLab.Running running = lab.run(1);
        assertThat(running.jobs().reports())
                .filteredOn(report -> !report.job().equals("hot"))
                .hasSize(3)
                .allMatch(JobReport::restored);
        assertAllOnce(running);
        running.close();
        assertThat(lab.checkpoints().resolve("warm").resolve("state.json")).exists();
        assertThat(lab.checkpoints().resolve("warm").resolve("job.sha256")).doesNotExist();
    }

    private void goesOnBehindColdTablesWithoutACheckpoint(TestLab lab) throws Exception {
        try (Stream<Path> found = Files.walk(lab.checkpoints().resolve("cold"))) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        send(lab);
        TestLab.Running running = lab.run(1);
        assertThat(running.jobs().reports())
                .filteredOn(report -> report.job().equals("cold"))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.restored()).isFalse();
                    assertThat(report.notes())
                            .containsExactly(
                                    "begins behind what its tables hold, as it has no checkpoint");
                });
        assertAllOnce(running);
        running.close();
    }
}
