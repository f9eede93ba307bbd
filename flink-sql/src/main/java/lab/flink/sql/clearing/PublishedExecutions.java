package lab.flink.sql.clearing;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import lab.domain.clearing.Execution;
import lab.flink.sql.clearing.read.MarketSource;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executions that earlier runs put on the bus, for a run that works some of them out again.
 *
 * <p>An account's executions stand on one partition in the order of their numbers, and are asked
 * for in that order. So the log is read only as far as the answers need, and what was read ahead
 * for other accounts is kept until it is asked for. Its end is that of {@link #open}: what comes
 * later is of this run.
 */
final class PublishedExecutions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PublishedExecutions.class);

    /** A broker that is away for longer fails the job, which starts again from its checkpoint. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private static final Duration AGAIN_AFTER = Duration.ofMillis(200);

    private final ExecutionLog executions;
    private final Predicate<String> isOurs;
    private final Map<String, Long> done;
    private final Map<Integer, Long> next;
    private final Map<Integer, Long> ends = new TreeMap<>();
    private final Map<String, TreeMap<Long, Published>> ahead = new HashMap<>();

    /** What is asked of the bus. */
    interface ExecutionLog extends AutoCloseable {
        SortedMap<Integer, Long> begins() throws BusException, InterruptedException;

        SortedMap<Integer, Long> ends() throws BusException, InterruptedException;

        List<BusMessage> read(int partition, long offset) throws BusException, InterruptedException;

        @Override
        void close();
    }

    /** What the bus says of an execution. */
    enum Standing {
        UNKNOWN,
        SAME,
        /** Another execution has that number. */
        DIFFERENT
    }

    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
    private record Published(int partition, long offset, byte[] payload) {}

    private interface Asking<T> {
        T ask() throws BusException, InterruptedException;
    }

    /**
     * Nothing is asked of the broker yet.
     *
     * @param isOurs whether an account's executions will be asked for
     * @param done the number up to which nothing of an account will be asked for any more
     * @param from where to begin, by partition; the beginning where nothing is said
     */
    PublishedExecutions(
            ExecutionLog executions,
            Predicate<String> isOurs,
            Map<String, Long> done,
            Map<Integer, Long> from) {
        this.executions = executions;
        this.isOurs = isOurs;
        this.done = new HashMap<>(done);
        this.next = new TreeMap<>(from);
    }

    static ExecutionLog onBus(MarketSource source) throws IOException {
        return new OnBus(source);
    }

    /** Looks what there is. */
    void open() throws IOException, InterruptedException {
        SortedMap<Integer, Long> begins = ask(executions::begins);
        begins.forEach((partition, begin) -> next.merge(partition, begin, Math::max));
        ends.putAll(ask(executions::ends));
    }

    /** Reads all there is, where that is little. */
    void readAll() throws IOException, InterruptedException {
        for (int partition : List.copyOf(ends.keySet())) {
            while (readOn(partition)) {
                log.debug("executions read partition={}", partition);
            }
        }
    }

    /** Whether an execution stands on the bus. */
    Standing standing(String account, long number, byte[] payload)
            throws IOException, InterruptedException {
        Optional<Published> published = take(account, number);
        done.put(account, number);
        return published
                .map(it ->
                        Arrays.equals(it.payload(), payload) ? Standing.SAME : Standing.DIFFERENT)
                .orElse(Standing.UNKNOWN);
    }

    /** Whether there is nothing left that could be asked for. */
    boolean isExhausted() {
        return ahead.isEmpty() && ends.keySet().stream().allMatch(this::isRead);
    }

    private boolean isRead(int partition) {
        return next.getOrDefault(partition, 0L) >= ends.getOrDefault(partition, 0L);
    }

    /** Before what, by partition, nothing will be asked for any more. */
    Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new TreeMap<>(next);
        ahead.values().stream()
                .flatMap(read -> read.values().stream())
                .forEach(it -> positions.merge(it.partition(), it.offset(), Math::min));
        return positions;
    }

    private Optional<Published> take(String account, long number)
            throws IOException, InterruptedException {
        int partition = Partitioner.partition(account, Bus.PARTITIONS);
        do {
            TreeMap<Long, Published> read = ahead.get(account);
            if (read != null) {
                read.headMap(number).clear();
                Optional<Published> found = Optional.ofNullable(read.remove(number));
                if (read.isEmpty()) {
                    ahead.remove(account);
                }
                if (found.isPresent() || !read.isEmpty()) {
                    return found;
                }
            }
        } while (readOn(partition));
        return Optional.empty();
    }

    /** Reads some more of a partition, unless its end is reached. */
    private boolean readOn(int partition) throws IOException, InterruptedException {
        if (isRead(partition)) {
            return false;
        }
        long end = ends.getOrDefault(partition, 0L);
        long from = next.getOrDefault(partition, 0L);
        List<BusMessage> messages = ask(() -> executions.read(partition, from));
        messages.stream().filter(message -> message.offset() < end).forEach(this::keep);
        next.put(partition, messages.isEmpty() ? end : messages.getLast().offset() + 1);
        return true;
    }

    private static <T> T ask(Asking<T> asking) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try {
                return asking.ask();
            } catch (BusException e) {
                if (System.nanoTime() - begin > WAIT_MAX.toNanos()) {
                    throw new IOException("executions: must be readable, " + e.getMessage(), e);
                }
                log.info("executions waited for reason={}", e.getMessage());
                Thread.sleep(AGAIN_AFTER);
            }
        }
    }

    /** In today's spelling, whichever version wrote it. */
    private void keep(BusMessage message) {
        try {
            Execution execution = ExecutionCodec.decode(message.payload());
            String account = execution.request().account().name();
            boolean isAskedFor =
                    isOurs.test(account)
                            && execution.number() > done.getOrDefault(account, Long.MIN_VALUE);
            if (isAskedFor) {
                ahead.computeIfAbsent(account, none -> new TreeMap<>())
                        .putIfAbsent(
                                execution.number(),
                                new Published(
                                        message.partition(),
                                        message.offset(),
                                        ExecutionCodec.encode(execution)));
            }
        } catch (MalformedMessage e) {
            log.warn(
                    "not an execution partition={} offset={} reason={} text={}",
                    message.partition(),
                    message.offset(),
                    e.reason(),
                    message.shown());
        }
    }

    @Override
    public void close() {
        executions.close();
    }

    private static final class OnBus implements ExecutionLog {
        private final BusReader reader;

        OnBus(MarketSource source) throws IOException {
            this.reader = new BusReader(source.connection(), source.stream());
        }

        @Override
        public SortedMap<Integer, Long> begins() throws BusException, InterruptedException {
            return reader.begins(Topic.EXECUTIONS);
        }

        @Override
        public SortedMap<Integer, Long> ends() throws BusException, InterruptedException {
            return reader.ends(Topic.EXECUTIONS);
        }

        @Override
        public List<BusMessage> read(int partition, long offset)
                throws BusException, InterruptedException {
            return reader.read(Topic.EXECUTIONS, partition, offset);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
