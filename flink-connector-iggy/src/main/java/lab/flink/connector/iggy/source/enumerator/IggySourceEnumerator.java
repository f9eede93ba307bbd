// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.enumerator;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.loss.DataLossException;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.source.split.AssignedForNowEvent;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.source.split.MadeAnewEvent;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every partition to one reader, once.
 *
 * <ol>
 *   <li>{@link #start} asks for the partitions on the worker thread and comes back on the
 *       coordinator thread with splits whose offsets are resolved.
 *   <li>Splits wait as <em>unassigned</em> until their owner is registered, then count as
 *       <em>assigned</em>: from there on their offset is the reader's affair, in the reader's
 *       state. A restored enumerator never gives an assigned split out again.
 *   <li>A reader that fails gives its splits back ({@link #addSplitsBack}); they wait for the same
 *       owner to return.
 *   <li>Partitions found later, also those of a topic that matches a pattern, are new, and are read
 *       from their start whatever the start rule says. A restored enumerator looks at once, also
 *       where it never looks again.
 *   <li>One that is deleted and made anew stays with its reader, and is a loss.
 * </ol>
 *
 * <p>All methods run on the coordinator thread; only {@link PartitionDiscovery} runs on the worker.
 */
@Internal
public final class IggySourceEnumerator
        implements SplitEnumerator<IggyPartitionSplit, IggyEnumeratorState> {

    private static final Logger log = LoggerFactory.getLogger(IggySourceEnumerator.class);

    private final SplitEnumeratorContext<IggyPartitionSplit> context;
    private final IggySourceConfig config;
    private final PartitionDiscovery discovery;
    private final Set<String> assigned;
    private final Map<String, IggyPartitionSplit> unassigned = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> madeAnew = new HashMap<>();
    private boolean discovered;

    /** Whether there has been a look since the start, where one is due. */
    private boolean looked;

    public IggySourceEnumerator(
            SplitEnumeratorContext<IggyPartitionSplit> context,
            IggySourceConfig config,
            IggyEnumeratorState state) {
        this.context = context;
        this.config = config;
        this.assigned = new HashSet<>(state.assigned());
        state.unassigned().forEach(split -> unassigned.put(split.splitId(), split));
        this.discovered = state.discovered();
        var known = new HashSet<>(assigned);
        known.addAll(unassigned.keySet());
        this.discovery = new PartitionDiscovery(config, known);
    }

    @Override
    public void start() {
        if (discovered) {
            looked = config.isBounded();
            assign(context.registeredReaders().keySet());
            lookAgain();
        } else {
            context.callAsync(() -> discovery.discover(config.start()), this::onFirstDiscovery);
        }
    }

    @Override
    public void handleSplitRequest(int subtaskId, @Nullable String requesterHostname) {
        // Splits are given out unasked.
    }

    @Override
    public void addSplitsBack(List<IggyPartitionSplit> splits, int subtaskId) {
        for (IggyPartitionSplit split : splits) {
            assigned.remove(split.splitId());
            unassigned.put(split.splitId(), split);
        }
        if (context.registeredReaders().containsKey(subtaskId)) {
            assign(Set.of(subtaskId));
        }
    }

    @Override
    public void addReader(int subtaskId) {
        if (discovered) {
            assign(Set.of(subtaskId));
        }
    }

    @Override
    public IggyEnumeratorState snapshotState(long checkpointId) {
        return new IggyEnumeratorState(assigned, new ArrayList<>(unassigned.values()), discovered);
    }

    @Override
    public void close() {
        discovery.close();
    }

    /** The one subtask that reads the partition, whenever and how often it is asked. */
    static int ownerOf(TopicPartition partition, int parallelism) {
        int topicStart =
                Math.floorMod(
                        (partition.stream() + '/' + partition.topic()).hashCode(), parallelism);
        return (topicStart + partition.partition()) % parallelism;
    }

    private void onFirstDiscovery(
            PartitionDiscovery.@Nullable Found found, @Nullable Throwable failure) {
        if (found == null) {
            throw notFound(failure);
        }
        discovered = true;
        looked = true;
        add(found.added());
        assign(context.registeredReaders().keySet());
        long period = config.discoveryInterval().toMillis();
        if (!noMoreSplits()) {
            context.callAsync(this::look, this::onLaterDiscovery, period, period);
        }
    }

    /** At once, for what has come while the job was down. */
    private void lookAgain() {
        if (config.isBounded()) {
            return;
        }
        if (config.discoveryInterval().isZero()) {
            context.callAsync(this::look, this::onOnlyDiscovery);
        } else {
            context.callAsync(
                    this::look, this::onLaterDiscovery, 0, config.discoveryInterval().toMillis());
        }
    }

    private PartitionDiscovery.Found look() throws IOException, InterruptedException {
        return discovery.discover(IggyOffsets.earliest());
    }

    private void onOnlyDiscovery(
            PartitionDiscovery.@Nullable Found found, @Nullable Throwable failure) {
        if (found == null) {
            throw notFound(failure);
        }
        looked = true;
        add(found.added());
        assign(context.registeredReaders().keySet());
    }

    private void onLaterDiscovery(
            PartitionDiscovery.@Nullable Found found, @Nullable Throwable failure) {
        looked = true;
        if (failure instanceof IllegalStateException) {
            throw notFound(failure); // the state is another's
        }
        if (found == null) {
            log.warn(
                    "partitions not looked up, trying again later stream={}",
                    config.stream(),
                    failure);
            return;
        }
        madeAnew.keySet().removeIf(it -> found.gone().contains(it.toString()));
        found.anew().forEach(this::noteMadeAnew);
        if (!found.added().isEmpty()) {
            add(found.added());
            assign(context.registeredReaders().keySet());
        }
        context.registeredReaders().keySet().forEach(this::tellMadeAnew);
    }

    private FlinkRuntimeException notFound(@Nullable Throwable failure) {
        return new FlinkRuntimeException(
                "iggy source %s %s: cannot find its partitions"
                        .formatted(config.stream(), config.topics()),
                failure);
    }

    /** Its reader may be held up, and would find out late. */
    private void noteMadeAnew(PartitionDiscovery.Anew anew) {
        TopicPartition partition = anew.partition();
        long createdMicros = anew.createdMicros();
        madeAnew.put(partition, createdMicros);
        if (!anew.isCertain()) {
            return;
        }
        String what =
                "partition %s: it was deleted and made anew at %s"
                        .formatted(partition, Instant.EPOCH.plus(createdMicros, ChronoUnit.MICROS));
        if (config.onDataLoss() == DataLossPolicy.FAIL) {
            var loss = new DataLossException(what + " (scan.on-data-loss = fail)");
            throw new FlinkRuntimeException(loss.getMessage(), loss);
        }
        log.warn("data lost, going on: {}", what);
    }

    /** Again with every look: the one whom it concerns may not have noticed yet that it is gone. */
    private void tellMadeAnew(int reader) {
        madeAnew.forEach((partition, created) ->
                context.sendEventToSourceReader(reader, new MadeAnewEvent(partition, created)));
    }

    private void add(List<IggyPartitionSplit> found) {
        for (IggyPartitionSplit split : found) {
            log.info("partition found split={} from={}", split.splitId(), split.nextOffset());
            unassigned.put(split.splitId(), split);
        }
    }

    private void assign(Set<Integer> readers) {
        var assignment = new HashMap<Integer, List<IggyPartitionSplit>>();
        for (IggyPartitionSplit split : unassigned.values()) {
            int owner = ownerOf(split.partition(), context.currentParallelism());
            if (readers.contains(owner)) {
                assignment.computeIfAbsent(owner, id -> new ArrayList<>()).add(split);
            }
        }
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
        }
        for (List<IggyPartitionSplit> splits : assignment.values()) {
            for (IggyPartitionSplit split : splits) {
                unassigned.remove(split.splitId());
                assigned.add(split.splitId());
            }
        }
        for (int reader : readers) {
            if (noMoreSplits()) {
                context.signalNoMoreSplits(reader);
            }
            context.sendEventToSourceReader(reader, new AssignedForNowEvent());
        }
    }

    private boolean noMoreSplits() {
        return looked && (config.isBounded() || config.discoveryInterval().isZero());
    }
}
