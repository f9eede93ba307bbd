package lab.launcher.process;

import java.time.Duration;
import java.util.Locale;

/** The kinds of parts in the order in which one needs another: the last is closed first. */
public enum Rank {
    BROKER(Duration.ofSeconds(3)),
    FLUSS(Duration.ofSeconds(7)),
    STATUS(Duration.ofSeconds(1)),
    /** Its reader of the hot tier takes two seconds more, beside what is closed after it. */
    CONSOLE(Duration.ofMillis(500)),
    CLUSTER(Duration.ofSeconds(3)),
    JOBS(Duration.ofSeconds(8)),
    REBUILD(Duration.ofSeconds(2)),
    SERVICE(Duration.ofSeconds(4)),
    FEED(Duration.ofSeconds(3));

    private final Duration closesWithin;

    Rank(Duration closesWithin) {
        this.closesWithin = closesWithin;
    }

    /** What it is called in logs. */
    String partName() {
        return name().toLowerCase(Locale.ROOT);
    }

    Duration closesWithin() {
        return closesWithin;
    }
}
