package lab.flink.sql.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.flink.sql.Plans;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OperatorVersion;
import lab.flink.sql.script.SqlScript;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Holds the shipped lists of what jobs keep to the plans that Flink makes; {@code -Dgolden.update}
 * writes them anew, but takes no line out without another version.
 */
class DeclaredStateTest {
    private static final Path LISTS = Path.of("src", "main", "sql", "state");

    /** What the planner puts in between, and keeps nothing. */
    private static final List<String> STATELESS =
            List.of(
                    "Calc#",
                    "ConstraintEnforcer#",
                    "TableToDataSteam#",
                    "Map#",
                    "*anonymous_datastream_source*#",
                    "Timestamps/Watermarks#",
                    "end: Writer#",
                    "IcebergSink ");

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HOT")
    void a_job_keeps_what_its_list_says(LabJob job) throws Exception {
        List<String> planned = list(job, Plans.of(job, folder, 1));
        Path file = LISTS.resolve(job.jobName() + ".txt");
        List<String> listed =
                Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
        assertThat(forgotten(listed, planned))
                .as(
                        "lines of %s that the plan has no more: state of that kind would be lost or"
                                + " taken for another. Give %s another job.state-version, or the"
                                + " operator another version",
                        file, job.file())
                .isEmpty();
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(LISTS);
            Files.write(file, planned, StandardCharsets.UTF_8);
        }
        assertThat(planned)
                .as(
                        "%s. What is new begins empty in a directory that is there already; if that"
                                + " is right, -Dgolden.update lists it, else the job needs another"
                                + " job.state-version",
                        file)
                .isEqualTo(Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HOT")
    void a_job_keeps_the_same_at_any_parallelism(LabJob job) throws Exception {
        assertThat(list(job, Plans.of(job, folder, 4)))
                .isEqualTo(list(job, Plans.of(job, folder, 1)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HOT")
    void options_and_comments_do_not_belong_to_the_state(LabJob job) throws Exception {
        var changed = new ArrayList<SqlScript>();
        for (SqlScript script : job.scripts()) {
            changed.add(
                    SqlScript.of(
                            script.name(),
                            "-- Another comment.\n"
                                    + script.source()
                                            .replace("'250 ms'", "'300 ms'")
                                            .replace("'500 ms'", "'450 ms'")
                                            .replace("'200 ms'", "'250 ms'")
                                            .replace("'16 mb'", "'8 mb'")));
        }
        assertThat(changed.getLast().source()).isNotEqualTo(job.scripts().getLast().source());
        assertThat(list(job, Plans.of(job, changed, folder, 1)))
                .isEqualTo(list(job, Plans.of(job, folder, 1)));
    }

    @Test
    void another_window_in_sql_is_another_operator() throws Exception {
        assertThat(windowed("1")).isNotEqualTo(windowed("5")).isEqualTo(windowed("1"));
    }

    /** The ids of a job that counts trades a window. */
    private List<String> windowed(String minutes) throws Exception {
        String sql =
                """
                CREATE TEMPORARY TABLE timed (
                    event_ms AS CAST(event_time AS TIMESTAMP(3)),
                    WATERMARK FOR event_ms AS event_ms
                ) LIKE bus_trades (OVERWRITING OPTIONS);
                CREATE TEMPORARY TABLE counts (pair STRING, trades BIGINT) WITH (
                    'connector' = 'blackhole'
                );
                EXECUTE STATEMENT SET BEGIN
                INSERT INTO counts
                SELECT pair, COUNT(*)
                FROM TABLE(TUMBLE(TABLE timed, DESCRIPTOR(event_ms), INTERVAL '%s' MINUTES))
                GROUP BY pair, window_start, window_end;
                END;
                """
                        .formatted(minutes);
        var scripts =
                Stream.concat(
                                LabJob.SHARED.stream().map(SqlScript::shipped),
                                Stream.of(SqlScript.of("windows.sql", sql)))
                        .toList();
        return ids(Plans.of(LabJob.WARM, scripts, folder, 1));
    }

    @Test
    void a_line_may_go_with_another_version_only() {
        List<String> before =
                List.of("state version 1", "attached candles 2: windows 1m", "id a", "id b -> t");
        assertThat(forgotten(before, before)).isEmpty();
        assertThat(
                        forgotten(
                                before,
                                List.of("state version 1", before.get(1), "id a", "id b -> u")))
                .containsExactly("id b -> t");
        assertThat(
                        forgotten(
                                before,
                                List.of(
                                        "state version 1",
                                        "attached candles 2: windows 5m",
                                        "id a",
                                        "id b -> t")))
                .containsExactly("attached candles 2: windows 1m");
        assertThat(
                        forgotten(
                                before,
                                List.of(
                                        "state version 1",
                                        "attached candles 3: windows 5m",
                                        "id a",
                                        "id b -> t")))
                .isEmpty();
        assertThat(forgotten(before, List.of("state version 2", "id a"))).isEmpty();
    }

    /** The lines that are gone although the version that they belong to is the same. */
    private static List<String> forgotten(List<String> before, List<String> now) {
        if (before.isEmpty() || !now.contains(version(before))) {
            return List.of();
        }
        Map<String, String> attached = attached(now);
        return before.stream()
                .filter(line -> !now.contains(line) && !line.startsWith("#"))
                .filter(line ->
                        !line.startsWith("attached ")
                                || isSameVersion(line, attached.get(operator(line))))
                .toList();
    }

    private static String version(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("state version "))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> attached(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("attached "))
                .collect(Collectors.toMap(DeclaredStateTest::operator, line -> line));
    }

    private static String operator(String line) {
        return line.split(" ", 3)[1];
    }

    private static boolean isSameVersion(
            String before, @org.jspecify.annotations.Nullable String now) {
        return now == null || before.split(":", 2)[0].equals(now.split(":", 2)[0]);
    }

    private static List<String> list(LabJob job, StreamGraph graph) {
        var lines = new ArrayList<String>();
        lines.add(
                "# What the job %s keeps in its checkpoints; DeclaredStateTest holds it to the plan."
                        .formatted(job.jobName()));
        SqlScript script = SqlScript.shipped(job.file());
        DeclaredState declared = DeclaredState.of(job, script, List.of());
        lines.add("state version " + declared.version());
        declared.operators().values().stream()
                .sorted(Comparator.comparing(OperatorVersion::name))
                .forEach(operator ->
                        lines.add(
                                "attached %s %d: %s"
                                        .formatted(
                                                operator.name(),
                                                operator.version(),
                                                operator.keeps())));
        ids(graph).forEach(id -> lines.add(DeclaredState.ID + id));
        return lines;
    }

    private static List<String> ids(StreamGraph graph) {
        var ids = new LinkedHashMap<String, String>();
        graph.getStreamNodes().stream()
                .sorted(Comparator.comparingInt(StreamNode::getId))
                .filter(node -> STATELESS.stream().noneMatch(uid(node)::startsWith))
                .forEach(node -> ids.put(uid(node), sink(node, graph)));
        return ids.entrySet().stream().map(id -> id.getKey() + id.getValue()).sorted().toList();
    }

    private static String uid(StreamNode node) {
        return String.valueOf(node.getTransformationUID());
    }

    /**
     * Iceberg's operators are all called the same: they are told apart by the table behind them.
     */
    private static String sink(StreamNode node, StreamGraph graph) {
        if (!uid(node).startsWith("Iceberg")) {
            return "";
        }
        StreamNode last = node;
        while (!last.getOutEdges().isEmpty()) {
            StreamEdge edge = last.getOutEdges().getFirst();
            last = graph.getStreamNode(edge.getTargetId());
        }
        return DeclaredState.OF + uid(last).replaceAll("^IcebergSink |: Writer#1$", "");
    }
}
