package lab.poller.exchange;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import lab.poller.feed.Exchange;

/** Which market is to be brought onto the bus. */
public sealed interface FeedChoice {
    /** An exchange itself. */
    record Live(Exchange exchange) implements FeedChoice {}

    /**
     * A market made up.
     *
     * @param seed which one; without it a new one that goes with the wall clock
     * @param events how many ticker and match frames it has in all; without it no end
     */
    record Simulator(OptionalLong seed, OptionalLong events) implements FeedChoice {
        public Simulator {
            if (events.isPresent() && events.getAsLong() <= 0) {
                throw new IllegalArgumentException(
                        "events: must be positive, was " + events.getAsLong());
            }
        }
    }

    /** A recording. */
    record Recording(Path file) implements FeedChoice {}

    /** No market: others put theirs onto the bus. */
    record None() implements FeedChoice {}

    /** Reads the word of an exchange, {@code simulator}, {@code none} or {@code file:PATH}. */
    static FeedChoice parse(String text, OptionalLong seed, OptionalLong events) {
        if (text.startsWith("file:") && text.length() > "file:".length()) {
            return new Recording(Path.of(text.substring("file:".length())));
        }
        Optional<Exchange> exchange = Exchanges.of(text);
        if (exchange.isPresent()) {
            return new Live(exchange.get());
        }
        return switch (text) {
            case "simulator" -> new Simulator(seed, events);
            case "none" -> new None();
            default ->
                    throw new IllegalArgumentException(
                            "feed: must be %s, simulator, none or file:PATH, was \"%s\""
                                    .formatted(Exchanges.words(), text));
        };
    }
}
