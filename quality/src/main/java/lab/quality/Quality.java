package lab.quality;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.audit.tiers.PaimonRows;
import lab.consensus.audit.tiers.TierDatabase;
import lab.consensus.audit.tiers.TierTable;
import lab.consensus.audit.tiers.WarmBooks;
import lab.domain.EventTime;
import lab.quality.QualityReport.Found;
import lab.quality.QualityReport.Read;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.paimon.table.FileStoreTable;

/**
 * Looks through the market's data of one environment: reads the tables of warm and cold at their
 * current snapshots into a DuckDB on disk, and lets each rule mark what breaks it.
 *
 * <p>A week of a busy market is tens of millions of rows: they go from the readers into the
 * database one by one, and of messages only their shapes do.
 */
public final class Quality {
    public static final int FINDINGS_MAX = 1_000;

    /** What comes before and after is read too: a trade may be an hour late for its candle. */
    private static final Duration MARGIN = Duration.ofHours(3);

    private static final String FINDINGS =
            """
            SELECT rule, table_name, pair, from_time, to_time, amount, what, examples
            FROM findings
            ORDER BY from_time, rule, table_name, pair, what
            """;

    private static final String TABLES =
            "SELECT tier, name, snapshot, row_count FROM read_tables ORDER BY tier, name";

    private final AuditTables tables;
    private final Path folder;
    private final TierDatabase.Room room;
    private final boolean isRunning;
    private final InstantSource clock;
    private final Consumer<String> progress;

    /**
     * Of one environment.
     *
     * @param folder for the database; whoever made it removes it
     * @param room what the database may take
     * @param isRunning whether the newest of the tables is still changing
     * @param progress gets a line now and then
     */
    public Quality(
            AuditTables tables,
            Path folder,
            TierDatabase.Room room,
            boolean isRunning,
            InstantSource clock,
            Consumer<String> progress) {
        this.tables = tables;
        this.folder = folder;
        this.room = room;
        this.isRunning = isRunning;
        this.clock = clock;
        this.progress = progress;
    }

    /** Looks through what happened from one event time on and up to another. */
    public QualityReport run(Optional<Instant> from, Optional<Instant> to) {
        try (TierDatabase database = TierDatabase.onDisk(folder, "quality", room)) {
            database.run("10_tables.sql");
            database.run("20_limits.sql");
            try (TierDatabase.Rows asked = database.append("asked")) {
                asked.add(
                        from.map(Quality::utc).orElse(null),
                        to.map(Quality::utc).orElse(null),
                        isRunning);
            }
            // Warm first: what cold has more is then newer
            readWarm(database);
            readCold(database, from, to);
            reckon(database);
            return report(database, from, to);
        } catch (SQLException | IOException | RuntimeException e) {
            throw new QualityException("quality: the tables must be readable, " + reason(e), e);
        }
    }

    private void readWarm(TierDatabase database) throws SQLException, IOException {
        try (var warm = new WarmBooks(tables)) {
            for (String name : List.of("candles_1m", "candles_5m", "candles_1h")) {
                Optional<FileStoreTable> table = warm.table(name);
                if (table.isEmpty()) {
                    isMissing(database, "warm", name);
                    continue;
                }
                Long snapshot = table.get().snapshotManager().latestSnapshotId();
                load(
                        database,
                        "warm",
                        name,
                        new PaimonRows(
                                table.get(),
                                snapshot == null ? "none yet" : snapshot.toString(),
                                Optional.empty()));
            }
        }
    }

    private void readCold(TierDatabase database, Optional<Instant> from, Optional<Instant> to)
            throws SQLException, IOException {
        Expression market = span("event_time", from, to, MARGIN);
        var shapes = new MessageShapes();
        try (var cold = new ColdBooks(tables)) {
            for (String name : List.of("trades", "ticks", "heartbeats")) {
                Optional<TierTable> table = cold.table(name, market);
                if (table.isEmpty()) {
                    isMissing(database, "cold", name);
                } else if (name.equals("heartbeats")) {
                    load(database, "cold", name, new MarketTables.Minutes(told(name, table.get())));
                } else {
                    load(
                            database,
                            "cold",
                            name,
                            new MarketTables.Shaped(told(name, table.get()), shapes));
                }
            }
            Optional<TierTable> letters =
                    cold.table("dead_letters", span("received", from, to, Duration.ZERO));
            if (letters.isPresent()) {
                load(database, "cold", "dead_letters", letters.get());
            }
            Optional<TierTable> losses = cold.table("bus_losses", Expressions.alwaysTrue());
            if (losses.isPresent()) {
                load(database, "cold", "bus_losses", losses.get());
            }
        }
        try (TierDatabase.Rows rows = database.append("shapes")) {
            shapes.all()
                    .forEach((shape, fields) ->
                            fields.forEach((field, type) -> rows.add(shape, field, type)));
        }
    }

    private TierTable told(String name, TierTable table) {
        return new MarketTables.Told(
                table, "cold.%s.%s".formatted(tables.database(), name), progress);
    }

    private static Expression span(
            String column, Optional<Instant> from, Optional<Instant> to, Duration margin) {
        Expression since =
                from.<Expression>map(it ->
                                Expressions.greaterThanOrEqual(
                                        column, EventTime.toMicros(it.minus(margin))))
                        .orElse(Expressions.alwaysTrue());
        Expression until =
                to.<Expression>map(it ->
                                Expressions.lessThan(column, EventTime.toMicros(it.plus(margin))))
                        .orElse(Expressions.alwaysTrue());
        return Expressions.and(since, until);
    }

    private void isMissing(TierDatabase database, String tier, String name) throws SQLException {
        try (TierDatabase.Rows notes = database.append("notes")) {
            notes.add("%s.%s.%s: there is none yet".formatted(tier, tables.database(), name));
        }
    }

    private void load(TierDatabase database, String tier, String name, TierTable table)
            throws SQLException, IOException {
        TierDatabase.Loaded loaded = database.load(tier + "_" + name, table);
        try (TierDatabase.Rows read = database.append("read_tables")) {
            read.add(tier, name, table.snapshot(), loaded.rows());
        }
    }

    private void reckon(TierDatabase database) throws SQLException {
        progress.accept("looking through them");
        database.run("25_prepared.sql");
        for (String file : Arrays.stream(Rule.values()).map(Rule::file).distinct().toList()) {
            database.run(file);
        }
        database.run("90_findings.sql");
    }

    private QualityReport report(
            TierDatabase database, Optional<Instant> from, Optional<Instant> to)
            throws SQLException {
        List<Found> all = new ArrayList<>(database.query(FINDINGS, this::found));
        List<Found> first =
                Arrays.stream(Severity.values())
                        .flatMap(severity -> all.stream().filter(it -> it.severity() == severity))
                        .limit(FINDINGS_MAX)
                        .toList();
        return new QualityReport(
                all.stream().noneMatch(it -> it.severity() == Severity.ERROR),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                from,
                to,
                all.size(),
                first,
                QualityReport.looked(all),
                database.query(
                        TABLES,
                        row ->
                                new Read(
                                        "%s.%s.%s"
                                                .formatted(
                                                        row.getString(1),
                                                        tables.database(),
                                                        row.getString(2)),
                                        row.getString(3),
                                        row.getLong(4))),
                database.query("SELECT note FROM notes", row -> row.getString(1)));
    }

    private Found found(ResultSet row) throws SQLException {
        Rule rule = Rule.of(row.getString("rule"));
        String table = row.getString("table_name");
        int dot = table.indexOf('.');
        return new Found(
                rule.id(),
                rule.severity(),
                table.substring(0, dot) + "." + tables.database() + table.substring(dot),
                Optional.ofNullable(row.getString("pair")),
                instant(row.getTimestamp("from_time")),
                instant(row.getTimestamp("to_time")),
                row.getLong("amount"),
                row.getString("what"),
                row.getString("examples").lines().toList());
    }

    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    private static Instant instant(Timestamp time) {
        return time.toLocalDateTime().toInstant(ZoneOffset.UTC);
    }

    static String reason(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
