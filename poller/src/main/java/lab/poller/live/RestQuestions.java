package lab.poller.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to an exchange, asked one after another by a thread of their own. What comes of them
 * goes into the spool, behind what is there.
 */
public final class RestQuestions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RestQuestions.class);
    private static final int QUESTIONS_MAX = 1_000;

    private final Spool spool;
    private final InstantSource clock;
    private final BlockingDeque<Question> questions = new LinkedBlockingDeque<>(QUESTIONS_MAX);
    private final Worker worker;

    /** Something to ask. */
    public interface Question {
        /**
         * Asks it.
         *
         * @return how long to wait before the next
         */
        Duration ask() throws InterruptedException;
    }

    /** Asks for the trades of a gap, each of which goes to {@link #answer}. */
    public interface Filling {
        void fill(Gap gap) throws IOException, InterruptedException;
    }

    /** Reads a trade out of an answer; what it lacks is an {@link IllegalArgumentException}. */
    public interface TradeReader {
        Trade read(Gap gap, JsonNode item, Instant received);
    }

    /**
     * Not started yet.
     *
     * @param name of its thread
     * @param retryWait after a question that failed in a way that nobody expected
     */
    public RestQuestions(String name, Duration retryWait, Spool spool, InstantSource clock) {
        this.spool = spool;
        this.clock = clock;
        this.worker = new Worker(name, retryWait, () -> questions.take().ask());
    }

    public void start() {
        worker.start();
    }

    /** Takes a question, to be asked when it is its turn; false if there are too many already. */
    public boolean offer(Question question) {
        return questions.offer(question);
    }

    /** Takes a question that goes before the others. */
    public boolean offerFirst(Question question) {
        return questions.offerFirst(question);
    }

    /** Asks for what is missing, and says in any case that this was done; why not, if it failed. */
    public Optional<Throwable> fill(Gap gap, Filling filling) throws InterruptedException {
        try {
            filling.fill(gap);
            put(new Arrival.Answered(gap));
            return Optional.empty();
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it is: without an answer the gap would be waited for without end
            String reason = String.valueOf(e.getMessage());
            log.warn("gap not filled yet pair={} reason={}", gap.pair(), reason);
            put(new Arrival.Unanswered(gap, reason));
            return Optional.of(e);
        }
    }

    /** Asks an exchange whether it lists a pair. */
    public interface Listing {
        /** Why it does not; nothing if it does, or said nothing of it. */
        Optional<String> unlisted(Pair pair) throws IOException, InterruptedException;
    }

    /**
     * Asks, some time, whether a pair is listed; only that it is not is news.
     *
     * @param pause behind the question
     */
    public boolean askListing(Pair pair, Listing listing, Duration pause) {
        return offer(() -> {
            Optional<String> reason = unlisted(pair, listing);
            if (reason.isPresent()) {
                put(new Arrival.Unlisted(pair, reason.get()));
            }
            return pause;
        });
    }

    /** The same at once: an exchange that does not answer has not refused anything. */
    public static Optional<String> unlisted(Pair pair, Listing listing)
            throws InterruptedException {
        try {
            return listing.unlisted(pair);
        } catch (IOException | RuntimeException e) {
            log.warn("listing not told pair={} reason={}", pair, e.getMessage());
            return Optional.empty();
        }
    }

    /** Gives on a trade of an answer, if it is one of the gap; without one if it is none at all. */
    public Optional<Trade> answer(Gap gap, JsonNode item, TradeReader reader)
            throws InterruptedException {
        Instant received = clock.instant();
        try {
            Trade trade = reader.read(gap, item, received);
            if (gap.holds(trade.tradeId())) {
                put(new Arrival.Answer(trade));
            }
            return Optional.of(trade);
        } catch (IllegalArgumentException e) {
            byte[] bytes = item.toString().getBytes(StandardCharsets.UTF_8);
            put(new Arrival.Junk(bytes, String.valueOf(e.getMessage()), received));
            return Optional.empty();
        }
    }

    public void put(Arrival arrival) throws InterruptedException {
        spool.put(Spool.item(arrival));
    }

    /** The trades of an answer. */
    public static JsonNode trades(JsonNode answer) throws IOException {
        if (!answer.isArray()) {
            throw new IOException("trades: must be a JSON array, were not");
        }
        return answer;
    }

    @Override
    public void close() {
        worker.closeNow(Duration.ZERO);
    }
}
