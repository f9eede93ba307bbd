package lab.domain;

import java.time.Duration;

/** How long a candle is. Windows begin at whole multiples of it since 1970, UTC. */
public enum Interval {
    ONE_MINUTE("1m", Duration.ofMinutes(1)),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    ONE_HOUR("1h", Duration.ofHours(1));

    private final String label;
    private final Duration length;
    private final long micros;

    Interval(String label, Duration length) {
        this.label = label;
        this.length = length;
        this.micros = length.toNanos() / 1_000;
    }

    /** As tables are named: {@code 1m}. */
    public String label() {
        return label;
    }

    public Duration length() {
        return length;
    }

    /** The start of the window that a time belongs to, both in microseconds since 1970. */
    public long startOf(long timeMicros) {
        return Math.floorDiv(timeMicros, micros) * micros;
    }

    public long micros() {
        return micros;
    }
}
