package lab.analyst;

import java.time.Duration;
import java.time.Instant;

/** The moments that are commented on: the same for everybody, at any speed. */
record Moments(Duration cycle) {
    /** The newest moment, at that time or before. */
    Instant atOrBefore(Instant time) {
        long seconds = cycle.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** The oldest moment, at that time or after. */
    Instant atOrAfter(Instant time) {
        Instant before = atOrBefore(time);
        return before.equals(time) ? before : before.plus(cycle);
    }

    Instant after(Instant moment) {
        return moment.plus(cycle);
    }
}
