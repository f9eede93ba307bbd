package lab.flink.sql.script;

import java.util.List;

/** One statement of a SQL file: Flink's own, or one of the two that the runner understands. */
public sealed interface Statement {
    /** For Flink, as it stands. A whole {@code EXECUTE STATEMENT SET … END} is one. */
    record Sql(String text) implements Statement {
        public boolean isStatementSet() {
            return text.startsWith(SqlScript.STATEMENT_SET);
        }
    }

    /** {@code SET 'key' = 'value'}: configures the job. */
    record Set(String key, String value) implements Statement {}

    /**
     * {@code ATTACH OPERATOR name TO input, … AS output, …}: a Java operator reads views or tables
     * and gives views.
     */
    record Attach(String operator, List<String> inputs, List<String> outputs) implements Statement {
        public Attach {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }
}
