package lab.launcher.query;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.query.QueryResult;
import lab.flink.sql.query.QuerySession;
import lab.launcher.directory.LabException;
import org.apache.flink.types.Row;

/** A session over the tiers that gives its answers to a sink. One statement at a time. */
public final class Queries implements AutoCloseable {
    private static final Pattern UNEXPECTED_WORD =
            Pattern.compile("Encountered \"([A-Za-z_]\\w*)(?: [^\"]*)?\" at line");

    private final QuerySession session;
    private volatile Optional<QueryResult> current = Optional.empty();

    private Queries(QuerySession session) {
        this.session = session;
    }

    /**
     * Opens a session.
     *
     * @param cluster where statements run; one of its own if empty
     * @param tmp for what the own cluster spills
     */
    public static Queries open(TierSettings tiers, Optional<? extends JobCluster> cluster, Path tmp)
            throws LabException {
        try {
            return new Queries(QuerySession.open(tiers, cluster, tmp));
        } catch (Exception e) {
            throw new LabException("sql: a session must open, " + LabException.reason(e), e);
        }
    }

    /**
     * Opens a session over warm and cold alone, on a cluster of its own.
     *
     * @param tmp for what the cluster spills
     */
    static Queries openOnFiles(TierSettings tiers, Path tmp) throws LabException {
        try {
            return new Queries(QuerySession.openOnFiles(tiers, tmp));
        } catch (Exception e) {
            throw new LabException("sql: a session must open, " + LabException.reason(e), e);
        }
    }

    /** Has the cold tier read and written at a branch; to be said first. */
    void useBranch(String name) throws LabException {
        try {
            session.useBranch(name);
        } catch (IllegalArgumentException e) {
            throw new LabException("sql: " + e.getMessage(), e);
        }
    }

    /** Runs a statement to its end, or until the sink does not want more. */
    public void answer(String statement, boolean follow, AnswerSink sink)
            throws LabException, IOException {
        try (QueryResult result = execute(statement, follow)) {
            current = Optional.of(result);
            List<Column> columns =
                    result.columns().stream()
                            .map(column -> new Column(column.name(), column.type()))
                            .toList();
            sink.head(columns, kind(result.kind()));
            while (hasNext(result)) {
                Row row = result.rows().next();
                sink.row(row.getKind().shortString(), SqlValues.of(row));
            }
            sink.end();
        }
    }

    /** Ends the statement that another thread waits for. */
    void cancel() {
        current.ifPresent(QueryResult::close);
    }

    private QueryResult execute(String statement, boolean follow) throws LabException {
        try {
            return session.execute(statement, follow);
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    private static boolean hasNext(QueryResult result) throws LabException {
        try {
            return result.rows().hasNext();
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    /** All of a session needs all catalogs, and only one of them is a server. */
    static LabException refused(RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String line = LabException.reason(e);
        if (root instanceof ConnectException) {
            line =
                    "the hot tier must answer, %s; ./lab status says what is wrong with it"
                            .formatted(line);
        }
        return new LabException("sql: " + line + reserved(line), e);
    }

    /** Candles alone have three columns whose names SQL reserves. */
    private static String reserved(String line) {
        Matcher word = UNEXPECTED_WORD.matcher(line);
        return word.find()
                ? "; if that is a name, write it in backticks, `%s`".formatted(word.group(1))
                : "";
    }

    private static AnswerSink.Kind kind(QueryResult.Kind kind) {
        return switch (kind) {
            case ROWS -> AnswerSink.Kind.ROWS;
            case CHANGES -> AnswerSink.Kind.CHANGES;
            case DONE -> AnswerSink.Kind.DONE;
        };
    }

    @Override
    public void close() {
        session.close();
    }
}
