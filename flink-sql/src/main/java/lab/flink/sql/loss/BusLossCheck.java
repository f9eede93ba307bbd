package lab.flink.sql.loss;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.PollFrom;
import lab.flink.connector.iggy.client.RetryingClient;
import lab.flink.connector.iggy.client.TopicInfo;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.LostMessages;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.state.CheckpointStore;
import lab.flink.sql.state.RestoredSplits;
import lab.flink.sql.state.RetainedCheckpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what the jobs would be restored to with what the bus has, before anybody writes to it:
 * an offset behind its end, or another message where the last one was read, is a loss.
 */
public final class BusLossCheck {
    private static final Logger log = LoggerFactory.getLogger(BusLossCheck.class);
    private static final String CONSUMER = "tidemark-loss-check";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A real server says a partition's age some milliseconds differently after a restart. */
    private static final Duration SAME_LOG = Duration.ofSeconds(1);

    private final RetryingClient client;
    private final Instant now;
    private final List<LostMessages> lost = new ArrayList<>();

    private BusLossCheck(RetryingClient client, Instant now) {
        this.client = client;
        this.now = now;
    }

    /** What the bus lacks of what these jobs' newest checkpoints have read; changes nothing. */
    public static List<LostMessages> look(
            TierSettings tiers, Path checkpoints, List<String> jobNames, Instant now)
            throws IOException, InterruptedException {
        TierSettings.Bus bus = tiers.bus();
        var config =
                ConnectionConfig.of(
                                bus.host(),
                                bus.port(),
                                new Credentials.PasswordFile(
                                        bus.username(), bus.passwordFile().toString()))
                        .withRetry(
                                new RetryPolicy(
                                        RetryPolicy.DEFAULT.initialBackoff(),
                                        RetryPolicy.DEFAULT.maxBackoff(),
                                        PATIENCE));
        try (var client = new RetryingClient(config, RandomGenerator.getDefault())) {
            var check = new BusLossCheck(client, now);
            for (String name : jobNames) {
                LabJob job = LabJob.named(name);
                for (IggyPartitionSplit split : splits(job, checkpoints)) {
                    if (split.partition().stream().equals(tiers.stream())) {
                        check.compare(split, readersOf(split, name, jobNames, tiers.stream()));
                    }
                }
            }
            return List.copyOf(check.lost);
        }
    }

    /** The hot job keeps no place of its own: what others have read, its tables hold too. */
    private static List<String> readersOf(
            IggyPartitionSplit split, String job, List<String> jobNames, String stream) {
        boolean isHotToo =
                jobNames.contains(LabJob.HOT.jobName())
                        && LabJob.HOT.sources(stream).stream()
                                .anyMatch(it -> it.topic().equals(split.partition().topic()));
        return isHotToo ? List.of(job, LabJob.HOT.jobName()) : List.of(job);
    }

    private static List<IggyPartitionSplit> splits(LabJob job, Path checkpoints)
            throws IOException {
        if (!job.hasState()) {
            return List.of();
        }
        var store = new CheckpointStore(checkpoints.resolve(job.jobName()));
        for (RetainedCheckpoint checkpoint : store.complete()) {
            try {
                return RestoredSplits.of(CheckpointStore.metadata(checkpoint));
            } catch (IOException e) {
                log.info("checkpoint passed over job={} folder={}", job, checkpoint.folder(), e);
            }
        }
        return List.of();
    }

    private void compare(IggyPartitionSplit split, List<String> jobs)
            throws IOException, InterruptedException {
        TopicPartition partition = split.partition();
        Optional<PartitionInfo> found =
                client.call(c -> c.topic(partition.stream(), partition.topic()))
                        .map(TopicInfo::partitions)
                        .flatMap(all ->
                                all.stream()
                                        .filter(info -> info.id() == partition.partition())
                                        .findFirst());
        long next = split.nextOffset();
        if (next == 0) {
            return;
        }
        if (found.isEmpty()) {
            add(split, jobs, 0, next - 1, "the partition is gone");
            return;
        }
        PartitionInfo info = found.get();
        Duration apart =
                Duration.of(
                        Math.abs(info.createdAtMicros() - split.logCreatedMicros()),
                        ChronoUnit.MICROS);
        if (apart.compareTo(SAME_LOG) > 0) {
            add(split, jobs, 0, next - 1, "the partition was made anew");
        } else if (info.nextOffset() < next) {
            long from = newerThan(split).orElse(info.nextOffset());
            add(
                    split,
                    jobs,
                    Math.min(from, info.nextOffset()),
                    next - 1,
                    "the log ended at offset %d".formatted(info.nextOffset()));
        } else if (isAnother(split)) {
            add(
                    split,
                    jobs,
                    Math.min(newerThan(split).orElse(next - 1), next - 1),
                    next - 1,
                    "other messages stand there now");
        } else {
            long first = first(partition, new PollFrom.Offset(next)).orElse(info.nextOffset());
            if (first > next) {
                add(split, jobs, next, first - 1, "retention has taken them");
            }
        }
    }

    /** Whether the last message read is not the one that now stands in its place. */
    private boolean isAnother(IggyPartitionSplit split) throws IOException, InterruptedException {
        if (split.before().isEmpty()) {
            return false;
        }
        long last = split.nextOffset() - 1;
        Optional<MessageMark> now =
                client.call(c ->
                        c.poll(split.partition(), CONSUMER, new PollFrom.Offset(last), 1)
                                .thenApply(answer -> {
                                    try (answer) {
                                        return answer.next() && answer.offset() == last
                                                ? Optional.of(answer.mark())
                                                : Optional.empty();
                                    }
                                }));
        return now.isPresent() && !now.equals(split.before());
    }

    /** The first message that the bus took after the last one read. */
    private OptionalLong newerThan(IggyPartitionSplit split)
            throws IOException, InterruptedException {
        if (split.before().isEmpty()) {
            return OptionalLong.empty();
        }
        long after = split.before().get().timestampMicros() + 1;
        return first(
                split.partition(),
                new PollFrom.Timestamp(Instant.EPOCH.plus(after, ChronoUnit.MICROS)));
    }

    private OptionalLong first(TopicPartition partition, PollFrom where)
            throws IOException, InterruptedException {
        return client.call(c ->
                c.poll(partition, CONSUMER, where, 1)
                        .thenApply(answer -> {
                            try (answer) {
                                return answer.next()
                                        ? OptionalLong.of(answer.offset())
                                        : OptionalLong.empty();
                            }
                        }));
    }

    private void add(IggyPartitionSplit split, List<String> jobs, long from, long to, String how) {
        var one =
                new LostMessages(
                        split.partition().topic(),
                        split.partition().partition(),
                        from,
                        to,
                        now,
                        how,
                        jobs);
        merge(lost, one);
    }

    /** Puts a loss to those of the same log, or behind all. */
    public static void merge(List<LostMessages> into, LostMessages one) {
        for (int i = 0; i < into.size(); i++) {
            if (into.get(i).isOfSameLog(one)) {
                into.set(i, into.get(i).and(one));
                return;
            }
        }
        into.add(one);
    }
}
