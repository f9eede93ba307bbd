package lab.flink.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.cluster.LabExecutor;
import lab.flink.sql.fluss.NewTables;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OnBusLoss;
import lab.flink.sql.job.OperatorUids;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import lab.flink.sql.state.CheckpointStore;
import lab.flink.sql.state.DeclaredState;
import lab.flink.sql.state.Restore;
import lab.flink.sql.state.RetainedCheckpoint;
import lab.flink.sql.state.StateFit;
import lab.flink.sql.state.StateRecord;
import lab.flink.sql.state.UnreadableCheckpointException;
import lab.flink.sql.tables.ColdStart;
import lab.flink.sql.tables.HalfMadeTables;
import lab.flink.sql.tables.HotBalances;
import lab.flink.sql.tables.HotStart;
import lab.flink.sql.tables.IcebergState;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.table.api.TableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one job where it left off: plans its files, finds its state, submits it. */
final class JobStarter {
    private static final Logger log = LoggerFactory.getLogger(JobStarter.class);

    /**
     * A job that was submitted.
     *
     * @param notes what a person should know of how it was started
     */
    record Started(LabJob job, JobID id, boolean restored, List<String> notes) {
        Started {
            notes = List.copyOf(notes);
        }
    }

    private final TierSettings tiers;
    private final JobSettings settings;
    private final JobCluster cluster;
    private final BusReach bus;
    private final OnBusLoss onBusLoss;
    private final Map<LabJob, List<String>> notes = new EnumMap<>(LabJob.class);

    JobStarter(
            TierSettings tiers,
            JobSettings settings,
            JobCluster cluster,
            BusReach bus,
            OnBusLoss onBusLoss) {
        this.onBusLoss = onBusLoss;
        this.tiers = tiers;
        this.settings = settings;
        this.cluster = cluster;
        this.bus = bus;
    }

    /**
     * Decides what a job starts from; empty if from nothing.
     *
     * @throws JobRefusedException if it must not start
     */
    Optional<Restore> restore(LabJob job) throws IOException {
        if (onBusLoss.decide(job) == OnBusLoss.DataLoss.WARN) {
            notes(job).add("goes on without what the bus has lost");
        }
        notes(job).addAll(HalfMadeTables.remove(job, tiers));
        return job.hasState() ? restore(job, store(job)) : Optional.empty();
    }

    /** What a person should know of how a job was started. */
    private List<String> notes(LabJob job) {
        return notes.computeIfAbsent(job, none -> new ArrayList<>());
    }

    private CheckpointStore store(LabJob job) {
        return new CheckpointStore(settings.checkpoints().resolve(job.jobName()));
    }

    /** A job that was submitted runs no more. */
    void ended(LabJob job) throws IOException {
        cluster.forgetId(store(job).folder());
    }

    Started start(LabJob job, Optional<Restore> restore) throws Exception {
        CheckpointStore store = store(job);
        if (job.hasState()) {
            store.write(DeclaredState.of(job).record(tiers));
        }
        store.keepOnly(restore.map(it -> List.of(it.checkpoint().jobId())).orElse(List.of()));
        var executor =
                new LabExecutor(
                        cluster,
                        restore.<LabExecutor.Preparation>map(it -> it).orElse(new Fresh()));
        var configuration = JobConfiguration.of(job, settings, store.folder());
        configuration.set(
                PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID,
                cluster.idFor(store.folder()).toHexString());
        executor.configure(configuration);
        var environment = JobEnvironment.streaming(configuration, executor);
        if (job.isOfColdTier() && restore.isEmpty() && ColdStart.hasRows(job, tiers)) {
            IcebergState.of(job, tiers).beginBehind();
            notes(job).add("begins behind what its tables hold, as it has no checkpoint");
        }
        JobClient client = run(job, environment, restore.isPresent());
        log.info(
                "job submitted job={} id={} restored_from={}",
                job.jobName(),
                client.getJobID(),
                restore.map(it -> it.checkpoint().folder().toString()).orElse("nothing"));
        return new Started(job, client.getJobID(), restore.isPresent(), notes(job));
    }

    private JobClient run(LabJob job, JobEnvironment environment, boolean isRestored)
            throws Exception {
        Map<String, String> variables = new HashMap<>(tiers.variables());
        variables.put("hot.catalog", "fluss");
        variables.putAll(job.variables(tiers.stream(), settings));
        variables.put("bus.on-loss", onBusLoss.decide(job).option());
        boolean isOfHotTier = job == LabJob.HOT || job == LabJob.CLEARING;
        Set<String> before =
                isOfHotTier ? NewTables.list(tiers.flussServers(), tiers.database()) : Set.of();
        if (job.isOfColdTier()) {
            variables.putAll(
                    isRestored
                            ? ColdStart.ANEW
                            : onBusLoss.before(ColdStart.behindTables(job, tiers)));
        }
        var sets = new ArrayList<Statement.Sql>();
        for (SqlScript script : job.scripts()) {
            if (script.name().equals(job.file()) && job == LabJob.HOT) {
                HotStart.repair(tiers);
                variables.putAll(onBusLoss.before(HotStart.variables(tiers)));
            }
            sets.addAll(environment.prepare(script.statements(variables)));
        }
        if (isOfHotTier) {
            NewTables.awaitLeaders(tiers.flussServers(), tiers.database(), before);
        }
        if (job == LabJob.CLEARING && isRestored && !before.contains(HotBalances.TABLE)) {
            HotBalances.fill(tiers, cluster);
        }
        if (sets.size() != 1) {
            throw new IllegalArgumentException(
                    "%s: must have one statement set, had %d".formatted(job.file(), sets.size()));
        }
        try {
            return environment
                    .execute(sets.getFirst())
                    .getJobClient()
                    .orElseThrow(() -> new IllegalStateException("a statement set is a job"));
        } catch (TableException e) {
            throw refusal(e).<RuntimeException>map(it -> it).orElse(e);
        }
    }

    /** Flink wraps what is thrown on the way to the cluster. */
    private static Optional<JobRefusedException> refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JobRefusedException refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private Optional<Restore> restore(LabJob job, CheckpointStore store) throws IOException {
        List<RetainedCheckpoint> complete = store.complete();
        if (complete.isEmpty()) {
            FirstStart.check(job, store, tiers, bus);
            return Optional.empty();
        }
        var declared = DeclaredState.of(job);
        StateRecord found = store.record(job, tiers);
        List<String> misfits = StateFit.misfits(declared, found, tiers);
        if (!misfits.isEmpty()) {
            throw StateFit.refusal(job, misfits);
        }
        Restore restore = newestReadable(job, store, complete, found);
        List<String> homeless =
                StateFit.homeless(restore.metadata(), declared.hashes(), restore.ids());
        if (!homeless.isEmpty()) {
            throw StateFit.refusal(job, homeless);
        }
        return Optional.of(restore);
    }

    /**
     * The checkpoint that a job would be restored from; changes nothing.
     *
     * @throws JobRefusedException if none will do
     */
    static Optional<RetainedCheckpoint> find(
            LabJob job, CheckpointStore store, TierSettings tiers, BusReach bus)
            throws IOException {
        List<RetainedCheckpoint> complete = store.complete();
        if (complete.isEmpty()) {
            FirstStart.check(job, store, tiers, bus);
            return Optional.empty();
        }
        var declared = DeclaredState.of(job);
        StateRecord found = store.record(job, tiers);
        List<String> misfits = new ArrayList<>(StateFit.misfits(declared, found, tiers));
        if (misfits.isEmpty()) {
            for (RetainedCheckpoint checkpoint : complete) {
                try {
                    misfits.addAll(
                            StateFit.homeless(
                                    CheckpointStore.read(checkpoint),
                                    declared.hashes(),
                                    found.ids()));
                    if (misfits.isEmpty()) {
                        return Optional.of(checkpoint);
                    }
                    break;
                } catch (UnreadableCheckpointException e) {
                    log.info("checkpoint cannot be read job={}", job.jobName(), e);
                }
            }
        }
        throw misfits.isEmpty()
                ? JobRefusedException.untilMadeAnew(
                        "job %s: one of its checkpoints must be readable, but none is"
                                .formatted(job.jobName()))
                : StateFit.refusal(job, misfits);
    }

    private Restore newestReadable(
            LabJob job, CheckpointStore store, List<RetainedCheckpoint> complete, StateRecord found)
            throws IOException {
        Map<RetainedCheckpoint, UnreadableCheckpointException> unreadable = new LinkedHashMap<>();
        for (RetainedCheckpoint checkpoint : complete) {
            try {
                CheckpointMetadata metadata = CheckpointStore.read(checkpoint);
                leave(job, store, unreadable, checkpoint);
                return new Restore(job, checkpoint, metadata, found.ids());
            } catch (UnreadableCheckpointException e) {
                log.error("checkpoint cannot be read job={}", job.jobName(), e);
                unreadable.put(checkpoint, e);
            }
        }
        throw JobRefusedException.untilMadeAnew(
                "job %s: one of its checkpoints must be readable, but none is: %s"
                        .formatted(job.jobName(), reasons(unreadable)));
    }

    /**
     * Leaves unreadable checkpoints for the one before them. They are put aside last, so that a
     * start that is killed on the way is made again. Of one that is gone, or without its metadata,
     * only what it had committed tells; a kill within a checkpoint leaves such a folder too.
     */
    private void leave(
            LabJob job,
            CheckpointStore store,
            Map<RetainedCheckpoint, UnreadableCheckpointException> unreadable,
            RetainedCheckpoint before)
            throws IOException {
        if (job.isOfColdTier()) {
            List<String> takenBack = IcebergState.of(job, tiers).rollBackTo(before, store.runs());
            if (!takenBack.isEmpty() && unreadable.isEmpty()) {
                notes(job)
                        .add(
                                "restored from chk-%d, a newer one is gone: %s taken back to it"
                                        .formatted(before.id(), String.join(", ", takenBack)));
            }
        }
        for (var each : unreadable.entrySet()) {
            Path aside = store.setAside(each.getKey());
            String note =
                    "restored from chk-%d, chk-%d could not be read: %s; set aside in %s"
                            .formatted(
                                    before.id(),
                                    each.getKey().id(),
                                    each.getValue().getMessage(),
                                    aside);
            log.warn("job start job={} note={}", job.jobName(), note);
            notes(job).add(note);
        }
    }

    private static String reasons(
            Map<RetainedCheckpoint, UnreadableCheckpointException> unreadable) {
        return unreadable.entrySet().stream()
                .map(each ->
                        "%s: %s".formatted(each.getKey().folder(), each.getValue().getMessage()))
                .collect(Collectors.joining("; "));
    }

    /** A start without state. */
    private static final class Fresh implements LabExecutor.Preparation {
        @Override
        public void prepare(StreamGraph graph) {
            OperatorUids.assign(graph);
        }

        @Override
        public void prepare(JobGraph graph) {}
    }
}
