package lab.launcher;

import java.time.Duration;

/** The parts in the order in which one needs another: the last is closed first. */
enum Rank {
    BROKER(Duration.ofSeconds(3)),
    FLUSS(Duration.ofSeconds(7)),
    STATUS(Duration.ofSeconds(1)),
    /** Its reader of the hot tier takes two seconds more, beside what is closed after it. */
    CONSOLE(Duration.ofMillis(500)),
    CLUSTER(Duration.ofSeconds(3)),
    JOBS(Duration.ofSeconds(8)),
    REBUILD(Duration.ofSeconds(2)),
    AUDIT(Duration.ofSeconds(3)),
    LANCER(Duration.ofSeconds(4)),
    ANALYST(Duration.ofSeconds(4)),
    DESK(Duration.ofSeconds(3)),
    FEED(Duration.ofSeconds(3));

    private final Duration closesWithin;

    Rank(Duration closesWithin) {
        this.closesWithin = closesWithin;
    }

    /** What it is called in logs. */
    String partName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    Duration closesWithin() {
        return closesWithin;
    }
}
