package lab.flink.sql.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OperatorUids;
import lab.flink.sql.job.OperatorVersion;
import lab.flink.sql.job.TierSettings;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;

/**
 * Whether a job can go on from state that is there: by declared versions and the ids of its
 * operators, whatever the text of its SQL is.
 */
public final class StateFit {
    private StateFit() {}

    /** What does not fit of what was written down; empty if all does. */
    public static List<String> misfits(
            DeclaredState wanted, StateRecord found, TierSettings tiers) {
        var misfits = new ArrayList<String>();
        compare(misfits, "stream", found.stream(), tiers.stream());
        compare(misfits, "database", found.database(), tiers.database());
        compare(
                misfits,
                "max parallelism",
                Integer.toString(found.parallelismMax()),
                Integer.toString(JobSettings.PARALLELISM_MAX));
        compare(
                misfits,
                "state version",
                Integer.toString(found.version()),
                Integer.toString(wanted.version()));
        for (String name : new TreeSet<>(found.operators().keySet())) {
            int version = found.operators().getOrDefault(name, 0);
            OperatorVersion operator = wanted.operators().get(name);
            if (operator == null) {
                misfits.add("operator %s version %d found, none wanted".formatted(name, version));
            } else if (!operator.reads(version)) {
                misfits.add(
                        "operator %s version %d found, %s wanted"
                                .formatted(name, version, operator.wanted()));
            }
        }
        return misfits;
    }

    private static void compare(List<String> misfits, String what, String found, String wanted) {
        if (!found.equals(wanted)) {
            misfits.add("%s %s found, %s wanted".formatted(what, found, wanted));
        }
    }

    /**
     * The operators whose state would be lost.
     *
     * @param places the operators that there are
     * @param named ids by which some of them can be called
     */
    public static List<String> homeless(
            CheckpointMetadata metadata, Set<OperatorID> places, List<String> named) {
        Map<OperatorID, String> names = new HashMap<>();
        named.forEach(id -> names.put(OperatorUids.hash(id), id));
        return metadata.getOperatorStates().stream()
                .filter(state -> !state.isFullyFinished() && hasState(state))
                .map(OperatorState::getOperatorID)
                .filter(id -> !places.contains(id))
                .map(id ->
                        "operator %s found, none wanted"
                                .formatted(names.getOrDefault(id, id.toHexString())))
                .sorted()
                .toList();
    }

    private static boolean hasState(OperatorState state) {
        return state.getStateSize() > 0 || state.getCoordinatorState() != null;
    }

    /** Refuses by name, with the command that mends it. */
    public static JobRefusedException refusal(LabJob job, List<String> misfits) {
        return JobRefusedException.untilMadeAnew(
                "job %s: its checkpoints must hold what this version keeps, do not: %s"
                        .formatted(job.jobName(), String.join(", ", misfits)),
                "start it with the version that took them");
    }
}
