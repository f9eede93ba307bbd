package lab.flink.sql;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lab.domain.book.BookFeatures;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.IcebergState;
import org.apache.flink.types.Row;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * The marts counted again by DuckDB, of the cold tier's files alone, which it is told by the
 * tables' snapshots. Features of books, which SQL cannot make, are given.
 */
final class Recount implements AutoCloseable {
    private final Connection database;

    private Recount(Connection database) {
        this.database = database;
    }

    static Recount of(TierSettings tiers, List<BookFeatures> features) throws Exception {
        Connection database = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = database.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            for (Table table : IcebergState.tables(tiers)) {
                String name = table.name().substring(table.name().lastIndexOf('.') + 1);
                List<String> files = files(table);
                if (!files.isEmpty()) {
                    statement.execute(
                            "CREATE VIEW %s AS SELECT * REPLACE (bus_time AT TIME ZONE 'UTC' AS bus_time) FROM read_parquet([%s])"
                                    .formatted(name, String.join(", ", files)));
                }
            }
            for (String name : List.of("orders", "executions")) {
                statement.execute(
                        "CREATE VIEW IF NOT EXISTS %s AS SELECT * FROM ticks WHERE false"
                                .formatted(name));
            }
            statement.execute(
                    "CREATE TABLE book_features (pair VARCHAR, resolution VARCHAR, start TIMESTAMP, bps DOUBLE, near DOUBLE, far DOUBLE)");
            for (BookFeatures each : features) {
                statement.execute("INSERT INTO book_features VALUES (%s)".formatted(row(each)));
            }
            for (String part : text("tables").strip().split(";\\n", -1)) {
                statement.execute(part);
            }
        }
        return new Recount(database);
    }

    private static List<String> files(Table table) throws IOException {
        List<String> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                String location = task.file().location();
                files.add(
                        "'%s'"
                                .formatted(
                                        location.startsWith("file:")
                                                ? Path.of(URI.create(location))
                                                : location));
            }
        }
        return files;
    }

    private static String row(BookFeatures each) {
        String numbers =
                switch (each.said()) {
                    case BookFeatures.Said.Unknown _ -> "NULL, NULL, NULL";
                    case BookFeatures.Said.Known(var top) ->
                            "%s, %s, %s"
                                    .formatted(
                                            top.spreadBps().toPlainString(),
                                            top.near().imbalance().toPlainString(),
                                            top.far().imbalance().toPlainString());
                };
        return "'%s', '%s', TIMESTAMP '%s', %s"
                .formatted(
                        each.pair(),
                        each.resolution().label(),
                        LocalDateTime.ofInstant(each.start(), ZoneOffset.UTC),
                        numbers);
    }

    /** The rows of a mart as texts, in no order. */
    List<String> rows(String mart) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(text(mart))) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    cells.add(text(result.getObject(column)));
                }
                rows.add(String.join(" | ", cells));
            }
        }
        return rows;
    }

    /** Flink's rows in the same form. */
    static List<String> rows(List<Row> rows) {
        return rows.stream()
                .map(row ->
                        IntStream.range(0, row.getArity())
                                .mapToObj(column -> text(row.getField(column)))
                                .collect(Collectors.joining(" | ")))
                .toList();
    }

    /** Exact numbers as they are; of others ten digits, since sums of them depend on an order. */
    private static String text(@Nullable Object cell) {
        return switch (cell) {
            case null -> "null";
            case Double number ->
                    plain(new BigDecimal(number, MathContext.DECIMAL64).round(new MathContext(10)));
            case BigDecimal number -> plain(number);
            case Long number -> number.toString();
            case Integer number -> number.toString();
            case BigInteger number -> number.toString();
            case Timestamp time -> time.toLocalDateTime().toString();
            case LocalDateTime time -> time.toString();
            case OffsetDateTime time -> time.toLocalDateTime().toString();
            case Instant time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString();
            default -> cell.toString();
        };
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Recount.class.getResourceAsStream("marts/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("recount: must be there, was not: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("--"))
                    .collect(Collectors.joining("\n"));
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
