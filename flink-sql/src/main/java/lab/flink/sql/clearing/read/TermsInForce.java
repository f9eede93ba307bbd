package lab.flink.sql.clearing.read;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Request;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusReader;
import lab.topics.TermsLog;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terms that hold for each request, as the bus has them.
 *
 * <p>A request goes by the changes that the bus took before it. To know all of these, the topic is
 * read again for a request that is newer than the last look. A look first asks which requests are
 * on the bus, so that it serves all of them: where many come there is one look for many, and in
 * catching up a single one.
 */
public final class TermsInForce implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TermsInForce.class);

    /** A broker that is away for longer fails the job, which starts again from its checkpoint. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private static final Duration AGAIN_AFTER = Duration.ofMillis(200);

    private final TermsBus bus;
    private DatedTerms terms = DatedTerms.STANDARD;
    private Instant readUpTo = Instant.MIN;

    /** What is asked of the bus. */
    public interface TermsBus extends AutoCloseable {
        /** The stamp of the newest request that is there now; long ago if there is none. */
        Instant newestRequest() throws BusException, InterruptedException;

        /** All changes that are there now. */
        DatedTerms terms() throws BusException, InterruptedException;

        @Override
        void close();
    }

    public TermsInForce(TermsBus bus) {
        this.bus = bus;
    }

    public static TermsInForce of(MarketSource source) throws IOException {
        return new TermsInForce(new OnBus(source));
    }

    /** What holds for a request that the bus took then. */
    public ClearingTerms of(Request request, Instant taken)
            throws IOException, InterruptedException {
        if (taken.isAfter(readUpTo)) {
            look(taken);
        }
        return terms.of(request, taken);
    }

    private void look(Instant taken) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try {
                Instant newest = bus.newestRequest();
                terms = bus.terms();
                readUpTo = newest.isAfter(taken) ? newest : taken;
                return;
            } catch (BusException e) {
                if (System.nanoTime() - begin > WAIT_MAX.toNanos()) {
                    throw new IOException("terms: must be readable, " + e.getMessage(), e);
                }
                log.info("terms waited for reason={}", e.getMessage());
                Thread.sleep(AGAIN_AFTER);
            }
        }
    }

    @Override
    public void close() {
        bus.close();
    }

    private static final class OnBus implements TermsBus {
        private final String stream;
        private final BusOffsets offsets;
        private final BusReader reader;
        private final TermsLog terms;

        OnBus(MarketSource source) throws IOException {
            this.stream = source.stream();
            this.terms = new TermsLog(source.clock());
            this.offsets = new BusOffsets(source.connection());
            this.reader = new BusReader(source.connection(), stream);
        }

        @Override
        public Instant newestRequest() throws BusException, InterruptedException {
            return offsets.tail(stream, Topic.ORDERS, 1).stream()
                    .map(BusMessage::time)
                    .max(Instant::compareTo)
                    .orElse(Instant.MIN);
        }

        @Override
        public DatedTerms terms() throws BusException, InterruptedException {
            return terms.readOn(
                    reader.ends(Topic.TERMS),
                    (partition, offset) -> reader.read(Topic.TERMS, partition, offset));
        }

        @Override
        public void close() {
            offsets.close();
            reader.close();
        }
    }
}
