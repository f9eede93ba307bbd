package lab.lancer.pattern;

import java.time.Instant;

/**
 * What patterns need of a candle of one minute.
 *
 * @param minute of its start, in minutes since 1970
 * @param isLive whether the lab saw its trades, and did not import it; an imported one never takes
 *     the place of a live one
 */
public record CandleClose(int minute, double close, boolean isLive) {
    private static final int SECONDS_A_MINUTE = 60;

    public CandleClose {
        if (!(close > 0 && close < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "candle %s: close must be above zero, was %s".formatted(start(minute), close));
        }
    }

    public static CandleClose at(Instant start, double close, boolean isLive) {
        long second = start.getEpochSecond();
        if (second % SECONDS_A_MINUTE != 0 || start.getNano() != 0) {
            throw new IllegalArgumentException("candle: must start on a full minute, was " + start);
        }
        return new CandleClose(Math.toIntExact(second / SECONDS_A_MINUTE), close, isLive);
    }

    public Instant start() {
        return start(minute);
    }

    /** When a minute since 1970 begins. */
    public static Instant start(int minute) {
        return Instant.ofEpochSecond((long) minute * SECONDS_A_MINUTE);
    }

    static Instant end(int minute) {
        return start(minute + 1);
    }

    /** How many minutes since 1970 had ended by then. */
    static int minutesEndedBy(Instant time) {
        return Math.toIntExact(Math.floorDiv(time.getEpochSecond(), SECONDS_A_MINUTE));
    }
}
