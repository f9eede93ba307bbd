package lab.quality;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.WarmBooks;
import lab.quality.QualityReport.Found;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.RowType;

/**
 * The runs and what they found, in the warm tier's tables {@code quality} and {@code quality_runs}.
 * The findings are written first: a run whose row is there has all of them.
 */
public final class QualityLog implements AutoCloseable {
    static final String FINDINGS = "quality";
    static final String RUNS = "quality_runs";

    private final WarmBooks warm;

    public QualityLog(AuditTables tables) {
        this.warm = new WarmBooks(tables);
    }

    /**
     * A run that was noted.
     *
     * @param from since which event time it looked, if not since the beginning
     * @param to up to which event time, if not up to what was there
     * @param byRule how many findings, of each rule that was broken
     */
    public record Run(
            Instant time,
            Optional<Instant> from,
            Optional<Instant> to,
            long errors,
            long warnings,
            Map<String, Long> byRule) {
        public Run {
            byRule = Map.copyOf(byRule);
        }
    }

    /** What is noted of a report. */
    public static Run run(QualityReport report) {
        Map<String, Long> byRule = new TreeMap<>();
        long errors = 0;
        for (QualityReport.Looked rule : report.rules()) {
            if (rule.findings() > 0) {
                byRule.put(rule.rule(), rule.findings());
                errors += rule.severity() == Severity.ERROR ? rule.findings() : 0;
            }
        }
        return new Run(
                report.checkedAt(),
                report.from(),
                report.to(),
                errors,
                report.findingsTotal() - errors,
                byRule);
    }

    /**
     * Adds a run with its findings.
     *
     * @return whether there are the tables, which the first start of a lab of this version makes
     */
    public boolean add(QualityReport report) {
        try {
            Optional<FileStoreTable> findings = warm.table(FINDINGS);
            Optional<FileStoreTable> runs = warm.table(RUNS);
            if (findings.isEmpty() || runs.isEmpty()) {
                return false;
            }
            append(
                    findings.get(),
                    report.findings().stream()
                            .map(it -> row(findings.get().rowType(), report.checkedAt(), it))
                            .toList());
            append(runs.get(), List.of(row(runs.get().rowType(), run(report))));
            return true;
        } catch (Exception e) {
            throw new QualityException(
                    "quality: its tables must be writable, " + Quality.reason(e), e);
        }
    }

    private static GenericRow row(RowType type, Instant runTime, Found found) {
        return row(
                type,
                Map.of(
                        "run_time", timestamp(runTime),
                        "window_start", timestamp(found.from()),
                        "window_end", timestamp(found.to()),
                        "rule", text(found.rule()),
                        "severity", text(found.severity().word()),
                        "table_name", text(found.table()),
                        "fault_count", found.count(),
                        "what", text(found.what()),
                        "examples", text(String.join("\n", found.examples()))),
                Map.of("pair", found.pair().map(QualityLog::text)));
    }

    private static GenericRow row(RowType type, Run run) {
        return row(
                type,
                Map.of(
                        "run_time", timestamp(run.time()),
                        "errors", run.errors(),
                        "warnings", run.warnings()),
                Map.of(
                        "looked_from", run.from().map(QualityLog::timestamp),
                        "looked_to", run.to().map(QualityLog::timestamp)));
    }

    private static GenericRow row(
            RowType type, Map<String, ?> values, Map<String, ? extends Optional<?>> known) {
        var row = new GenericRow(type.getFieldCount());
        values.forEach((column, value) -> row.setField(type.getFieldIndex(column), value));
        known.forEach((column, value) ->
                value.ifPresent(it -> row.setField(type.getFieldIndex(column), it)));
        return row;
    }

    private static void append(FileStoreTable table, List<GenericRow> rows) throws Exception {
        if (rows.isEmpty()) {
            return;
        }
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit();
        try {
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        } finally {
            write.close();
            commit.close();
        }
    }

    /** Changes with each run that is noted; empty before the first. */
    public OptionalLong version() throws IOException {
        Long snapshot =
                warm.table(RUNS).map(it -> it.snapshotManager().latestSnapshotId()).orElse(null);
        return snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot);
    }

    /** The newest run, if any was noted. */
    public Optional<Run> newest() throws IOException {
        Optional<Run> newest =
                warm.rows(RUNS, Map.of()).stream()
                        .map(QualityLog::run)
                        .max(Comparator.comparing(Run::time));
        if (newest.isEmpty()) {
            return newest;
        }
        Map<String, Long> byRule = new TreeMap<>();
        for (Map<String, Object> row : warm.rows(FINDINGS, Map.of())) {
            if (newest.get().time().equals(time(row, "run_time").orElseThrow())) {
                byRule.merge(String.valueOf(row.get("rule")), 1L, Long::sum);
            }
        }
        return newest.map(
                it -> new Run(it.time(), it.from(), it.to(), it.errors(), it.warnings(), byRule));
    }

    @Override
    public void close() throws IOException {
        warm.close();
    }

    private static Run run(Map<String, Object> row) {
        return new Run(
                time(row, "run_time").orElseThrow(),
                time(row, "looked_from"),
                time(row, "looked_to"),
                number(row, "errors"),
                number(row, "warnings"),
                Map.of());
    }

    private static Optional<Instant> time(Map<String, Object> row, String column) {
        return row.get(column) instanceof LocalDateTime time
                ? Optional.of(time.toInstant(ZoneOffset.UTC))
                : Optional.empty();
    }

    private static long number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Long number ? number : 0;
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    private static BinaryString text(String text) {
        return requireNonNull(BinaryString.fromString(text));
    }
}
