package lab.flink.sql.cluster;

import java.util.List;
import lab.flink.sql.job.Operators;
import lab.flink.sql.script.Statement;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Where statements are run: Flink's table environment, and the runner's own statements beside. */
public final class JobEnvironment {
    private final StreamExecutionEnvironment streams;
    private final StreamTableEnvironment tables;
    private final boolean streaming;

    private JobEnvironment(
            StreamExecutionEnvironment streams, StreamTableEnvironment tables, boolean streaming) {
        this.streams = streams;
        this.tables = tables;
        this.streaming = streaming;
    }

    public static JobEnvironment streaming(
            Configuration configuration, PipelineExecutorServiceLoader executors) {
        return create(
                configuration,
                executors,
                EnvironmentSettings.newInstance()
                        .inStreamingMode()
                        .withConfiguration(configuration)
                        .build());
    }

    public static JobEnvironment batch(
            Configuration configuration, PipelineExecutorServiceLoader executors) {
        return create(
                configuration,
                executors,
                EnvironmentSettings.newInstance()
                        .inBatchMode()
                        .withConfiguration(configuration)
                        .build());
    }

    private static JobEnvironment create(
            Configuration configuration,
            PipelineExecutorServiceLoader executors,
            EnvironmentSettings settings) {
        var streams =
                new StreamExecutionEnvironment(
                        executors, configuration, JobEnvironment.class.getClassLoader());
        return new JobEnvironment(
                streams,
                StreamTableEnvironment.create(streams, settings),
                settings.isStreamingMode());
    }

    public StreamTableEnvironment tables() {
        return tables;
    }

    StreamExecutionEnvironment streams() {
        return streams;
    }

    boolean isStreaming() {
        return streaming;
    }

    /** Runs all but the statement sets, which it hands back in order. */
    public List<Statement.Sql> prepare(List<Statement> statements) {
        return statements.stream()
                .filter(statement -> !prepared(statement))
                .map(Statement.Sql.class::cast)
                .toList();
    }

    private boolean prepared(Statement statement) {
        return switch (statement) {
            case Statement.Set set -> {
                set(set.key(), set.value());
                yield true;
            }
            case Statement.Attach attach -> {
                Operators.attach(attach, tables);
                yield true;
            }
            case Statement.Sql sql when sql.isStatementSet() -> false;
            case Statement.Sql sql -> {
                tables.executeSql(sql.text());
                yield true;
            }
        };
    }

    private void set(String key, String value) {
        var change = new Configuration();
        change.setString(key, value);
        streams.configure(change);
        tables.getConfig().addConfiguration(change);
    }

    public TableResult execute(Statement.Sql statement) {
        return tables.executeSql(statement.text());
    }
}
