package lab.flink.sql.clearing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import lab.domain.clearing.Closing;
import lab.domain.clearing.house.CountedClosings;
import lab.flink.sql.clearing.read.MarketSource;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.ClosingCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of what was decided of a partition of the ticks, to be read and to be written by the one
 * instance of the operator that owns it.
 *
 * <p>An instance first takes the partition over, in the log itself, and reads it up to there. What
 * counts is what stands in the log behind the word of its own writer and before that of the next
 * one. So all readers agree about it, and a writer that was given up for dead and is still about
 * changes nothing: it finds its word behind another's, and fails.
 *
 * <p>Its calls wait for the broker. Not safe for use by several threads.
 */
final class Closings implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Closings.class);

    private static final Duration WAIT_MAX = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 5;

    /** Only what says a number that is not known yet may be a decision; all else is nobody's. */
    private static final String NEWER = "format: must be at most";

    private final BusReader reader;
    private final BusProducer producer;
    private final int partition;
    private final String key;
    private final int topicPartition;
    private final String self;
    private long next;
    private long takenOverAt;
    private final CountedClosings counted = new CountedClosings();
    private final List<Closing.Decision> unread = new ArrayList<>();

    /**
     * Nothing is asked of the broker yet.
     *
     * @param partition of the ticks
     * @param from where to read from: the word of some writer that took over, or the beginning
     */
    Closings(MarketSource source, int partition, long from) throws IOException {
        this.partition = partition;
        this.key = key(partition);
        this.topicPartition = Partitioner.partition(key, Bus.PARTITIONS);
        this.self = UUID.randomUUID().toString();
        this.next = from;
        this.reader = new BusReader(source.connection(), source.stream());
        this.producer =
                new BusProducer(source.connection(), source.stream(), ProducerConfig.DEFAULT);
    }

    /** Under which a partition's closings go onto the bus. */
    static String key(int partition) {
        return Topic.PRICES.topicName() + '-' + partition;
    }

    /**
     * Takes the partition over.
     *
     * @return what was decided before and counts, in the order of the log
     */
    List<Closing.Decision> takeOver() throws InterruptedException, IOException {
        write(new Closing(partition, self, Optional.empty()));
        takenOverAt = next - 1;
        List<Closing.Decision> decided = List.copyOf(unread);
        unread.clear();
        log.info("closings taken over partition={} decided={}", partition, decided.size());
        return decided;
    }

    /** Where the word stands by which this instance took over: to begin at after a restart. */
    long takenOverAt() {
        return takenOverAt;
    }

    /**
     * Writes a decision down. When this returns it stands in the log, and counts for all who read
     * it.
     */
    void decide(Closing.Decision decision) throws InterruptedException, IOException {
        write(new Closing(partition, self, Optional.of(decision)));
        unread.clear();
    }

    private void write(Closing closing) throws InterruptedException, IOException {
        producer.send(Topic.CLOSINGS, key, ClosingCodec.encode(closing));
        if (!producer.flush(WAIT_MAX)) {
            throw new IOException("closings: the bus must take one within " + WAIT_MAX);
        }
        long begin = System.nanoTime();
        while (!readUpTo(closing)) {
            if (System.nanoTime() - begin > WAIT_MAX.toNanos()) {
                throw new IOException("closings: the bus must show one within " + WAIT_MAX);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Reads on; whether the closing was there. */
    private boolean readUpTo(Closing wanted) throws InterruptedException, IOException {
        List<BusMessage> messages;
        try {
            messages = reader.read(Topic.CLOSINGS, topicPartition, next);
        } catch (BusException e) {
            log.debug("closings not read reason={}", e.getMessage());
            return false;
        }
        for (BusMessage message : messages) {
            next = message.offset() + 1;
            Optional<Closing> closing = closing(message);
            if (closing.isPresent()) {
                counted.take(closing.get()).ifPresent(unread::add);
                if (closing.get().equals(wanted)) {
                    if (!counted.owner().equals(Optional.of(self))) {
                        throw new IllegalStateException(
                                "closings: partition %d must be this instance's, was taken over by %s"
                                        .formatted(partition, counted.owner().orElse("nobody")));
                    }
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<Closing> closing(BusMessage message) {
        try {
            return Optional.of(ClosingCodec.decode(message.payload()))
                    .filter(closing -> closing.partition() == partition);
        } catch (MalformedMessage e) {
            if (e.reason().startsWith(NEWER)) {
                throw new IllegalStateException(
                        "closings: %s, at %d of partition %d; start the version that wrote it"
                                .formatted(e.reason(), message.offset(), message.partition()),
                        e);
            }
            log.warn(
                    "not a closing offset={} reason={} text={}",
                    message.offset(),
                    e.reason(),
                    message.shown());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
    }
}
