package lab.flink.sql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;

/**
 * Submits one of the jobs to a Flink cluster: {@code flink run … lab.flink.sql.SqlJob JOB
 * NAME=VALUE…}, where the names are the variables of the SQL files.
 *
 * <p>Restart strategy, checkpoint folder and the checkpoint to start from are the cluster's and the
 * command's affair there ({@code -s}); the SQL is the same.
 */
public final class SqlJob {
    private SqlJob() {}

    /** Plans and submits the job, and returns without waiting for its end. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("usage: SqlJob hot|warm|cold NAME=VALUE…");
        }
        LabJob job = LabJob.named(arguments[0]);
        Map<String, String> variables = variables(job, arguments);
        var environment =
                JobEnvironment.streaming(
                        JobConfiguration.onCluster(job), new DefaultExecutorServiceLoader());
        var sets = new ArrayList<Statement.Sql>();
        for (SqlScript script : job.scripts()) {
            sets.addAll(environment.prepare(script.statements(variables)));
        }
        sets.forEach(environment::execute);
    }

    static Map<String, String> variables(LabJob job, String[] arguments)
            throws IOException, InterruptedException {
        var variables = new HashMap<String, String>();
        variables.put("job", job.jobName());
        variables.put("hot.catalog", "fluss");
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "variable: must be NAME=VALUE, was \"" + argument + '"');
            }
            variables.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        String stream = variables.getOrDefault("stream", "crypto");
        variables.putIfAbsent("stream", stream);
        variables.putIfAbsent("database", stream);
        variables.putIfAbsent("consumer", job.consumer(stream));
        if (job == LabJob.COLD) {
            ColdStart.ANEW.forEach(variables::putIfAbsent);
        }
        if (job == LabJob.HOT) {
            HotStart.variables(
                            required(variables, "fluss.servers"), required(variables, "database"))
                    .forEach(variables::putIfAbsent);
        }
        return variables;
    }

    private static String required(Map<String, String> variables, String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("variable " + name + ": must be given");
        }
        return value;
    }
}
