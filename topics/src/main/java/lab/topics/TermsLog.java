package lab.topics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.MarketClock;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TermsCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic {@code terms}, further each time. Changes are in the order of the bus's stamps:
 * they have one key and so one partition, but nothing keeps other clients from using another.
 */
public final class TermsLog {
    private static final Logger log = LoggerFactory.getLogger(TermsLog.class);

    private static final Comparator<BusMessage> ORDER =
            Comparator.comparing(BusMessage::time)
                    .thenComparingInt(BusMessage::partition)
                    .thenComparingLong(BusMessage::offset);

    private final MarketClock clock;
    private final List<BusMessage> messages = new ArrayList<>();
    private final Map<Integer, Long> next = new TreeMap<>();
    private DatedTerms terms = DatedTerms.STANDARD;

    /** Reads the messages of a topic from an offset on; none if there are none now. */
    public interface Reading {
        List<BusMessage> read(int partition, long offset) throws BusException, InterruptedException;
    }

    /**
     * Begins at the oldest change.
     *
     * @param clock whose clock the market's times are by: on a real market a change that begins
     *     more than a minute ahead of the bus is none
     */
    public TermsLog(MarketClock clock) {
        this.clock = clock;
    }

    /** All terms that are on the bus now. */
    public static DatedTerms read(BusReader reader, MarketClock clock)
            throws BusException, InterruptedException {
        var all = new TermsLog(clock);
        return all.readOn(
                reader.ends(Topic.TERMS),
                (partition, offset) -> reader.read(Topic.TERMS, partition, offset));
    }

    /**
     * Reads what has come since.
     *
     * @param ends the offset that the next message of each partition will have
     * @return all terms up to there
     */
    public DatedTerms readOn(Map<Integer, Long> ends, Reading reading)
            throws BusException, InterruptedException {
        boolean isMore = false;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            int partition = end.getKey();
            long offset = next.getOrDefault(partition, 0L);
            while (offset < end.getValue()) {
                List<BusMessage> read = reading.read(partition, offset);
                if (read.isEmpty()) {
                    break; // what was there has been dropped
                }
                messages.addAll(read);
                offset = read.getLast().offset() + 1;
                next.put(partition, offset);
                isMore = true;
            }
        }
        if (isMore) {
            terms = inOrder();
        }
        return terms;
    }

    /** What is no change is a dead letter of the cold job's. */
    private DatedTerms inOrder() {
        messages.sort(ORDER);
        List<TermsChange> changes = new ArrayList<>();
        for (BusMessage message : messages) {
            try {
                Instant taken = message.time();
                changes.add(TermsCodec.decode(message.payload(), taken, clock.receipt(taken)));
            } catch (MalformedMessage e) {
                log.debug("not a change of terms reason={}", e.reason());
            }
        }
        return new DatedTerms(changes);
    }
}
