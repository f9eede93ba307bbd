package lab.consensus.desk;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import lab.consensus.market.BusLogs;
import lab.domain.clearing.Request;
import lab.domain.progress.Progress;
import lab.topics.Bus;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.ProgressCodec;

/** A bus in memory, with a clock of its own, that answers reads in pieces of any size. */
final class MemoryBus implements BusLogs, DeskOutput, InstantSource {
    private final Map<Topic, List<List<BusMessage>>> logs = new EnumMap<>(Topic.class);
    private final Map<String, Long> begins = new HashMap<>();
    private final RandomGenerator random;
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private long reads;
    private int stepBackOnceIn;
    private int stepsBack;

    MemoryBus(RandomGenerator random) {
        this.random = random;
        for (Topic topic : Topic.values()) {
            List<List<BusMessage>> partitions = new ArrayList<>();
            for (int i = 0; i < Bus.PARTITIONS; i++) {
                partitions.add(new ArrayList<>());
            }
            logs.put(topic, partitions);
        }
    }

    /** The clock of the broker, by which a run may go too: it depends on nothing but the seed. */
    @Override
    public Instant instant() {
        return now;
    }

    /** Time goes by on the bus between two requests, or is set back by some milliseconds. */
    void tick() {
        if (stepBackOnceIn > 0 && random.nextInt(stepBackOnceIn) == 0) {
            now = now.minusMillis(random.nextInt(20));
            stepsBack++;
        }
        now = now.plusNanos(1_000L * (1 + random.nextInt(500)));
    }

    void stepBackOnceIn(int requests) {
        stepBackOnceIn = requests;
    }

    int stepsBack() {
        return stepsBack;
    }

    void append(Topic topic, String key, byte[] payload) {
        appendTo(topic, Partitioner.partition(key, Bus.PARTITIONS), payload);
    }

    void appendTo(Topic topic, int partition, byte[] payload) {
        List<BusMessage> log = log(topic, partition);
        log.add(new BusMessage(topic, partition, log.size(), now, payload));
    }

    List<BusMessage> log(Topic topic, int partition) {
        List<List<BusMessage>> partitions = logs.get(topic);
        if (partitions == null) {
            throw new AssertionError(topic);
        }
        return partitions.get(partition);
    }

    /** All of a topic, partition by partition. */
    List<BusMessage> all(Topic topic) {
        List<BusMessage> all = new ArrayList<>();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            all.addAll(log(topic, partition));
        }
        return all;
    }

    @Override
    public List<BusMessage> read(Topic topic, int partition, long offset) {
        tick();
        reads++;
        List<BusMessage> log = log(topic, partition);
        long kept = Math.max(offset, begin(topic, partition));
        int from = (int) Math.min(kept, log.size());
        int to = Math.min(log.size(), from + 1 + random.nextInt(300));
        return List.copyOf(log.subList(from, to));
    }

    @Override
    public SortedMap<Integer, Long> ends(Topic topic) {
        tick();
        SortedMap<Integer, Long> ends = new TreeMap<>();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            ends.put(partition, (long) log(topic, partition).size());
        }
        return ends;
    }

    @Override
    public SortedMap<Integer, Long> begins(Topic topic) {
        tick();
        SortedMap<Integer, Long> begins = new TreeMap<>();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            begins.put(partition, begin(topic, partition));
        }
        return begins;
    }

    private long begin(Topic topic, int partition) {
        return begins.getOrDefault(topic + "/" + partition, 0L);
    }

    /** Forgets what a partition holds before an offset, as retention does. */
    void forget(Topic topic, int partition, long before) {
        begins.put(topic + "/" + partition, before);
    }

    /** Loses the newest messages of a partition, as a broker does that had them in memory only. */
    void lose(Topic topic, int partition, int newest) {
        List<BusMessage> log = log(topic, partition);
        log.subList(log.size() - newest, log.size()).clear();
    }

    /** Forgets the older half of each partition of a topic. */
    void forgetOlderHalf(Topic topic) {
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            forget(topic, partition, log(topic, partition).size() / 2);
        }
    }

    @Override
    public boolean send(List<Request> requests) {
        tick();
        requests.forEach(it -> append(Topic.ORDERS, it.account().name(), OrderCodec.encode(it)));
        return true;
    }

    @Override
    public void tell(Progress progress) {
        tick();
        append(Topic.PROGRESS, progress.part(), ProgressCodec.encode(progress));
    }

    long reads() {
        return reads;
    }
}
