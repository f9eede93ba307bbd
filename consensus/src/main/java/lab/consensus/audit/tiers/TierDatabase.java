package lab.consensus.audit.tiers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import lab.domain.EventTime;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A DuckDB of one reckoning's own, into which tables of the tiers are read. It can open nothing
 * outside: no file but its own, no network, no extension; and that cannot be changed any more once
 * it is open.
 */
public final class TierDatabase implements AutoCloseable {
    private static final String FILE = "reckoning.duckdb";

    /** In this order: what comes after the last but one is refused. */
    private static final List<String> CLOSED =
            List.of(
                    "SET autoinstall_known_extensions = false",
                    "SET autoload_known_extensions = false",
                    "SET allow_community_extensions = false",
                    "SET enable_external_access = false",
                    "SET lock_configuration = true");

    private static final String COLUMNS =
            """
            SELECT column_name, data_type
            FROM information_schema.columns
            WHERE table_name = ?
            ORDER BY ordinal_position
            """;

    private final DuckDBConnection connection;
    private final String scripts;

    /**
     * How much of the machine it may take.
     *
     * @param megabytes of memory; what is more goes to the disk
     */
    public record Room(int megabytes, int threads) {
        public static final Room USUAL = new Room(1_024, 2);

        /** Beside a lab that trades in the same process. */
        public static final Room BESIDE_A_LAB = new Room(512, 1);
    }

    private TierDatabase(DuckDBConnection connection, String scripts) {
        this.connection = connection;
        this.scripts = scripts;
    }

    /**
     * An empty one in memory, which writes nothing to the disk.
     *
     * @param scripts the folder of the class path where the files are that it is to {@link #run}
     */
    public static TierDatabase inMemory(String scripts) throws SQLException {
        return open("jdbc:duckdb:", "", scripts, Room.USUAL);
    }

    /** An empty one in a folder, for what is more than memory holds; whoever made it removes it. */
    public static TierDatabase onDisk(Path folder, String scripts, Room room) throws SQLException {
        return open(
                "jdbc:duckdb:" + folder.resolve(FILE),
                folder.resolve("overflow").toString(),
                scripts,
                room);
    }

    private static TierDatabase open(String url, String overflow, String scripts, Room room)
            throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "SET temp_directory = '%s'".formatted(overflow.replace("'", "''")));
                statement.execute("SET memory_limit = '%dMB'".formatted(room.megabytes()));
                statement.execute("SET threads = " + room.threads());
                for (String setting : CLOSED) {
                    statement.execute(setting);
                }
            }
            return new TierDatabase(connection.unwrap(DuckDBConnection.class), scripts);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Reads a row of an answer. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs the statements of one of our own files. */
    public void run(String script) throws SQLException {
        for (String text : statements(script)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(text);
            }
        }
    }

    private List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        var statement = new StringBuilder();
        text(script)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .forEach(line -> {
                    statement.append(line).append('\n');
                    if (line.endsWith(";")) {
                        statements.add(statement.toString());
                        statement.setLength(0);
                    }
                });
        return statements;
    }

    private String text(String script) {
        String name = "/sql/" + scripts + "/" + script;
        try (InputStream file = TierDatabase.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("sql: must be on the class path, was " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of one of our own queries, with values for its question marks. */
    public <T> List<T> query(String sql, RowReader<T> reader, Object... bound) throws SQLException {
        List<T> rows = new ArrayList<>();
        each(sql, row -> rows.add(reader.read(row)), bound);
        return rows;
    }

    /** Takes a row of an answer. */
    public interface RowTaker {
        void take(ResultSet row) throws SQLException;
    }

    /** As {@link #query}, one row after the other. */
    public void each(String sql, RowTaker taker, Object... bound) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < bound.length; i++) {
                statement.setObject(i + 1, bound[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taker.take(rows);
                }
            }
        }
    }

    /** A column of a table of this database. */
    private record Column(String name, String type) {
        int scale() {
            return Integer.parseInt(
                    type.substring(type.indexOf(',') + 1, type.indexOf(')')).strip());
        }
    }

    /** What became of a table that was loaded. */
    public record Loaded(long rows, List<String> absent) {}

    /** Copies a table's rows. Columns that only one of the two has are left out. */
    public Loaded load(String table, TierTable source) throws SQLException, IOException {
        List<Column> columns =
                query(COLUMNS, row -> new Column(row.getString(1), row.getString(2)), table);
        List<String> has = source.columns();
        List<Column> present = columns.stream().filter(it -> has.contains(it.name())).toList();
        List<String> absent =
                columns.stream().map(Column::name).filter(it -> !has.contains(it)).toList();
        try (Rows rows = new Rows(table, columns)) {
            int[] places = columns.stream().mapToInt(present::indexOf).toArray();
            source.read(present.stream().map(Column::name).toList(), row -> rows.add(row, places));
            return new Loaded(rows.count, absent);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Adds rows to a table; nothing shows before it is closed. */
    public Rows append(String table) throws SQLException {
        return new Rows(
                table,
                query(COLUMNS, row -> new Column(row.getString(1), row.getString(2)), table));
    }

    /** Rows on their way into a table. */
    public final class Rows implements AutoCloseable {
        private final DuckDBAppender appender;
        private final List<Column> columns;
        private final int[] inOrder;
        private long count;

        private Rows(String table, List<Column> columns) throws SQLException {
            this.appender = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
            this.columns = columns;
            this.inOrder = new int[columns.size()];
            for (int i = 0; i < inOrder.length; i++) {
                inOrder[i] = i;
            }
        }

        public void add(@Nullable Object... row) {
            add(row, inOrder);
        }

        private void add(@Nullable Object[] row, int[] places) {
            try {
                appender.beginRow();
                for (int i = 0; i < places.length; i++) {
                    append(places[i] < 0 ? null : row[places[i]], columns.get(i));
                }
                appender.endRow();
                count++;
            } catch (SQLException e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }

        private void append(@Nullable Object value, Column column) throws SQLException {
            switch (value) {
                case null -> appender.appendNull();
                case String text -> appender.append(text);
                case Long number -> appender.append(number.longValue());
                case Boolean truth -> appender.append(truth.booleanValue());
                case BigDecimal decimal ->
                        appender.append(decimal.setScale(column.scale(), RoundingMode.UNNECESSARY));
                case LocalDateTime time ->
                        appender.appendEpochMicros(
                                EventTime.toMicros(time.toInstant(ZoneOffset.UTC)));
                default ->
                        throw new IllegalArgumentException(
                                "%s: must be text, a number, a truth or a time, was a %s"
                                        .formatted(column.name(), value.getClass()));
            }
        }

        @Override
        public void close() throws SQLException {
            appender.close();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
