package lab.flink.connector.iggy.testing;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/** Tables over test topics, and statements that run as jobs on the test cluster. */
public final class TestTables {

    private final StreamExecutionEnvironment environment;
    private final StreamTableEnvironment tables;

    public TestTables(Configuration settings, int parallelism) {
        environment = TestCluster.environment(settings, parallelism);
        tables = StreamTableEnvironment.create(environment);
        tables.getConfig().set("table.local-time-zone", "UTC");
    }

    public StreamTableEnvironment tables() {
        return tables;
    }

    public StreamExecutionEnvironment environment() {
        return environment;
    }

    /** A table of these columns over the topic, with more options as {@code 'key' = 'value'}. */
    public void create(String name, String columns, TestTopic topic, String... options) {
        tables.executeSql(ddl(name, columns, TestServer.shared(), topic, options));
    }

    public static String ddl(
            String name, String columns, TestServer server, TestTopic topic, String... options) {
        String more = options.length == 0 ? "" : ", " + String.join(", ", options);
        return "CREATE TABLE %s (%s) WITH (%s, 'stream' = '%s', 'topic' = '%s'%s)"
                .formatted(name, columns, server.sqlOptions(), topic.stream(), topic.topic(), more);
    }

    /** Runs a query; its rows as text are kept by {@link StateCollector} under the name. */
    public JobID select(String query, String name) {
        tables.toChangelogStream(tables.sqlQuery(query))
                .map(Row::toString, Types.STRING)
                .map(new StateCollector(name))
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .setParallelism(1);
        return TestCluster.shared().submit(environment);
    }

    public JobID insert(String statement) {
        tables.createStatementSet().addInsertSql(statement).attachAsDataStream();
        return TestCluster.shared().submit(environment);
    }
}
