package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.domain.Amounts;
import lab.domain.EventTime;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.tables.DerivedTables;
import lab.topics.Bus;
import lab.topics.BusOffsets;
import lab.topics.Partitioner;
import lab.topics.Topic;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clearing house as a job, by worked cases that other programs solved: one of our own, and one
 * that may lie beside the project.
 */
class ClearingIT {
    private static final Path OWN =
            Path.of("..", "topics", "src", "test", "oracle", "clearing", "worked");
    private static final Path GIVEN = Path.of("..", "..", "shared", "data", "clearing");
    private static final List<String> JOBS = List.of("hot", "cold", "clearing");
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Pattern KEY = Pattern.compile("\"(?:pair|account)\":\"([^\"]*)\"");
    private static final Pattern ACCOUNT = Pattern.compile("\"account\":\"([^\"]*)\"");

    @TempDir private Path folder;

    /** A folder with a case, and how many of its requests are none. */
    record Case(Path folder, int deadLetters) {
        List<String> lines(String file) throws IOException {
            return Files.readAllLines(folder.resolve(file));
        }

        @Override
        public String toString() {
            return folder.toString();
        }
    }

    private static final Case WORKED = new Case(OWN, 15);

    private static Case another() {
        return Files.isDirectory(GIVEN) ? new Case(GIVEN, 11) : WORKED;
    }

    @Test
    void solves_the_worked_case_when_ticks_come_first_and_one_partition_after_the_other()
            throws Exception {
        Case worked = another();
        try (var lab = TestLab.start(folder);
                var running = lab.run(JOBS, 1)) {
            for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                send(lab, Topic.PRICES, ticksOf(worked, partition));
                // So the job sees one partition far ahead of the others, but not for seconds.
                awaitCheckpoint(running);
            }
            send(lab, Topic.ORDERS, worked.lines("requests.jsonl"));
            check(worked, running);
            deadLetters(running, worked.deadLetters());
        }
    }

    @Test
    void a_ledger_that_is_made_anew_publishes_nothing_again_and_goes_on() throws Exception {
        Case worked = WORKED;
        List<String> requests = worked.lines("requests.jsonl");
        int some = requests.size() / 3;
        try (var lab = TestLab.start(folder)) {
            try (var running = lab.run(JOBS, 2)) {
                send(lab, Topic.PRICES, worked.lines("ticks.jsonl"));
                send(lab, Topic.ORDERS, requests.subList(0, some));
                awaitMoreExecutions(lab, some / 2);
                awaitCheckpoint(running);
            }
            forgetLedger(lab);
            try (var running = lab.run(JOBS, 1)) {
                send(lab, Topic.ORDERS, requests.subList(some, requests.size()));
                check(worked, running);
            }
            forgetLedger(lab);
            try (var running = lab.run(JOBS, 2)) {
                check(worked, running);
            }
        }
    }

    private static void forgetLedger(TestLab lab) throws IOException {
        DerivedTables.clearLedger(lab.tiers());
        try (Stream<Path> files = Files.walk(lab.checkpoints().resolve("clearing"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Requests first, everything twice, in pieces, and killed on the way. */
    @Test
    void solves_the_worked_case_through_crashes_and_redelivery() throws Exception {
        Case worked = WORKED;
        int parallelism = 2;
        var random = new SplittableRandom(18);
        List<String> ticks = worked.lines("ticks.jsonl");
        List<String> requests = worked.lines("requests.jsonl");
        try (var lab = TestLab.start(folder)) {
            TestLab.Running running = lab.run(JOBS, parallelism);
            try {
                int tick = 0;
                int request = 0;
                long executions = 0;
                for (int piece = 0; tick < ticks.size() || request < requests.size(); piece++) {
                    int requestsTo = Math.min(requests.size(), request + random.nextInt(1, 90));
                    int ticksTo = Math.min(ticks.size(), tick + random.nextInt(1, 500));
                    send(lab, Topic.ORDERS, twice(requests.subList(request, requestsTo)));
                    send(lab, Topic.PRICES, twice(ticks.subList(tick, ticksTo)));
                    request = requestsTo;
                    tick = ticksTo;
                    if (piece == 0) {
                        // A task that is interrupted while it loads a class loses it for the JVM.
                        awaitColdTicks(running);
                    }
                    if (piece == 1 || piece == 3 || piece == 5) {
                        // Something is cleared, and some of it by no checkpoint yet.
                        executions = awaitMoreExecutions(lab, executions);
                        running.kill();
                        running = lab.run(JOBS, parallelism);
                    }
                }
                check(worked, running);
            } finally {
                running.close();
            }
        }
    }

    private static List<String> ticksOf(Case worked, int partition) throws Exception {
        return worked.lines("ticks.jsonl").stream()
                .filter(line -> {
                    Matcher key = KEY.matcher(line);
                    return key.find()
                            && Partitioner.partition(key.group(1), Bus.PARTITIONS) == partition;
                })
                .toList();
    }

    private static void awaitColdTicks(TestLab.Running running) throws Exception {
        eventually(
                SOON,
                () ->
                        assertThat(running.rows("SELECT COUNT(*) > 0 FROM cold.crypto.ticks"))
                                .containsExactly(Row.of(true)));
    }

    /** A job that has only begun takes none yet. */
    private static void awaitCheckpoint(TestLab.Running running) throws Exception {
        eventually(
                SOON,
                () ->
                        assertThatCode(() -> running.jobs().checkpoint("clearing", SOON))
                                .doesNotThrowAnyException());
    }

    private static List<String> twice(List<String> lines) {
        return lines.stream().flatMap(line -> List.of(line, line).stream()).toList();
    }

    private static void send(TestLab lab, Topic topic, List<String> lines)
            throws InterruptedException {
        Pattern pattern = topic == Topic.ORDERS ? ACCOUNT : KEY;
        for (String line : lines) {
            Matcher key = pattern.matcher(line);
            lab.bus()
                    .send(
                            topic,
                            key.find() ? key.group(1) : "nobody",
                            line.getBytes(StandardCharsets.UTF_8));
        }
        lab.bus().flush();
    }

    /** Waits for more executions than there were, and says how many there are. */
    private static long awaitMoreExecutions(TestLab lab, long before) throws Exception {
        try (var offsets = new BusOffsets(lab.bus().connection())) {
            eventually(SOON, () -> assertThat(total(offsets)).isGreaterThan(before));
            return total(offsets);
        }
    }

    private static long total(BusOffsets offsets) throws Exception {
        return offsets.ends(TestBus.STREAM, Topic.EXECUTIONS).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Each execution is once on the topic, and so in cold; in hot a crash may repeat one. */
    private static void check(Case worked, TestLab.Running running) throws Exception {
        eventually(
                SOON,
                () ->
                        assertThat(
                                        texts(
                                                running,
                                                "SELECT account, order_id, pair, side, quantity,"
                                                        + " status, reason, price, notional, fee,"
                                                        + " `time` FROM warm.crypto.executions"))
                                .isEqualTo(expected(worked, "executions.csv")));
        running.jobs().checkpoint("clearing", SOON);
        assertThat(
                        texts(
                                running,
                                "SELECT transfer_id, order_id, debit, credit, asset, amount, `time`"
                                        + " FROM warm.crypto.transfers"))
                .isEqualTo(expected(worked, "transfers.csv"));
        for (String tier : List.of("warm", "hot")) {
            assertThat(
                            texts(
                                    running,
                                    "SELECT account, asset, balance FROM "
                                            + tier
                                            + ".crypto.balances"))
                    .as(tier)
                    .isEqualTo(expected(worked, "balances.csv"));
        }
        assertThat(running.jobs().reports())
                .allMatch(JobReport::isRunning)
                .allMatch(report -> report.failure().isEmpty());
        for (String tier : List.of("hot", "cold")) {
            eventually(
                    SOON,
                    () ->
                            assertThat(
                                            texts(
                                                    running,
                                                    (tier.equals("hot")
                                                                    ? "SELECT DISTINCT"
                                                                    : "SELECT")
                                                            + " account, order_id, pair, side,"
                                                            + " quantity, status, reason, price,"
                                                            + " notional, fee, `time` FROM "
                                                            + tier
                                                            + ".crypto.executions"))
                                    .as(tier)
                                    .isEqualTo(expected(worked, "executions.csv")));
        }
    }

    private static void deadLetters(TestLab.Running running, long count) throws Exception {
        eventually(
                SOON,
                () ->
                        assertThat(running.rows("SELECT COUNT(*) FROM cold.crypto.dead_letters"))
                                .containsExactly(Row.of(count)));
    }

    private static Set<String> expected(Case worked, String file) throws Exception {
        List<String> lines = worked.lines(file);
        return new TreeSet<>(lines.subList(1, lines.size()));
    }

    private static Set<String> texts(TestLab.Running running, String query) {
        var texts = new ArrayList<String>();
        for (Row row : running.rows(query)) {
            var fields = new ArrayList<String>();
            for (int i = 0; i < row.getArity(); i++) {
                fields.add(text(row.getField(i)));
            }
            texts.add(fields.stream().collect(Collectors.joining(",")));
        }
        assertThat(texts).doesNotHaveDuplicates();
        return new TreeSet<>(texts);
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case BigDecimal number -> Amounts.format(number);
            case LocalDateTime time -> EventTime.format(time.toInstant(ZoneOffset.UTC));
            default -> value.toString();
        };
    }
}
