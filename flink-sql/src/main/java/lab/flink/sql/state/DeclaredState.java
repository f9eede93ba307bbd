package lab.flink.sql.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OperatorUids;
import lab.flink.sql.job.OperatorVersion;
import lab.flink.sql.job.Operators;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import org.apache.flink.runtime.jobgraph.OperatorID;

/**
 * What a job keeps in its checkpoints, as this version declares it: the state version of its SQL
 * file ({@code SET 'job.state-version' = '1'}), the versions of the operators that it attaches, and
 * the ids of all operators that may hold state.
 *
 * <p>The ids stand in {@code state/<job>.txt} beside the SQL files, where they can be compared with
 * a checkpoint without planning the job. A test holds that list to the plan, and lets nobody take a
 * line out of it without another version.
 *
 * @param version of the job's state as a whole
 * @param operators that it attaches, by name
 * @param ids of the operators that may hold state, as {@link OperatorUids} gives them
 */
public record DeclaredState(
        LabJob job, int version, Map<String, OperatorVersion> operators, List<String> ids) {
    static final String KEY = "job.state-version";

    /** How a line of the list begins that names an operator; the others say what belongs to it. */
    static final String ID = "id ";

    /** Goes before what an operator with a general name belongs to. */
    static final String OF = " -> ";

    private static final Pattern VERSION =
            Pattern.compile("SET\\s+'" + Pattern.quote(KEY) + "'\\s*=\\s*'(\\d+)'");
    private static final Pattern ATTACHED = Pattern.compile("ATTACH\\s+OPERATOR\\s+(\\w+)");

    public DeclaredState {
        operators = Map.copyOf(operators);
        ids = List.copyOf(ids);
    }

    public static DeclaredState of(LabJob job) {
        SqlScript script = SqlScript.shipped(job.file());
        return of(job, script, ids(job));
    }

    public static DeclaredState of(LabJob job, SqlScript script, List<String> ids) {
        return new DeclaredState(job, version(script), operators(script), ids);
    }

    private static int version(SqlScript script) {
        Matcher matcher = VERSION.matcher(script.source());
        if (!matcher.find()) {
            throw new IllegalArgumentException(
                    "%s: must declare its state by SET '%s' = 'N', does not"
                            .formatted(script.name(), KEY));
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static Map<String, OperatorVersion> operators(SqlScript script) {
        var operators = new LinkedHashMap<String, OperatorVersion>();
        Matcher matcher = ATTACHED.matcher(script.source());
        while (matcher.find()) {
            OperatorVersion operator = Operators.version(matcher.group(1));
            operators.put(operator.name(), operator);
        }
        return operators;
    }

    /** The shipped list; none for a job that keeps no state. */
    private static List<String> ids(LabJob job) {
        if (!job.hasState()) {
            return List.of();
        }
        String name = "/sql/state/%s.txt".formatted(job.jobName());
        try (InputStream in = DeclaredState.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("list of states: must be shipped, was not " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(ID))
                    .map(line -> line.substring(ID.length()).split(OF, 2)[0])
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The operators as a checkpoint's metadata knows them. */
    public Set<OperatorID> hashes() {
        return ids.stream().map(OperatorUids::hash).collect(Collectors.toUnmodifiableSet());
    }

    /** What is to be written down beside checkpoints that this version takes. */
    public StateRecord record(TierSettings tiers) {
        var versions = new TreeMap<String, Integer>();
        operators.forEach((name, operator) -> versions.put(name, operator.version()));
        return new StateRecord(
                job.jobName(),
                version,
                tiers.stream(),
                tiers.database(),
                JobSettings.PARALLELISM_MAX,
                versions,
                ids);
    }
}
