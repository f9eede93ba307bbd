package lab.domain;

import java.time.Instant;
import java.util.Locale;

/**
 * Whether a market's times can be compared with the clock of whoever receives its messages.
 *
 * <p>All readers of the market on one data directory use the same one: a message that one of them
 * took and another refused would move time for the first alone.
 */
public enum MarketClock {
    /**
     * The market is real, now or when it was recorded: no message can speak of a time that lies
     * ahead of its receipt by more than {@link EventTime#AHEAD_MAX}.
     */
    REAL,

    /** The market is simulated or replayed and runs as fast as it likes: any time is possible. */
    OWN;

    private static final Instant NO_BOUND = Instant.parse("9999-01-01T00:00:00Z");

    public static MarketClock of(boolean isSimulated) {
        return isSimulated ? OWN : REAL;
    }

    /** Reads the word that {@link #word} gives. */
    public static MarketClock parse(String word) {
        return switch (word) {
            case "real" -> REAL;
            case "own" -> OWN;
            default -> throw Checks.broken("market clock: must be real or own, was \"%s\"", word);
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The receipt that a message's times are checked against.
     *
     * @param stamp when the bus took the message
     */
    public Instant receipt(Instant stamp) {
        return this == REAL ? stamp : NO_BOUND;
    }
}
