package lab.domain.progress;

import static lab.domain.Checks.broken;

import java.time.Instant;
import java.util.Optional;
import lab.domain.Decimal8;
import lab.domain.EventTime;

/**
 * A part's word on how far it has come: all that it will ever say of event time before {@code time}
 * is said.
 *
 * @param part who: {@code clearing}, {@code desk}; 1 to 32 of {@code a-z 0-9 -}
 * @param time event time
 * @param ended whether nothing more will come
 * @param waiting the requests that wait to be cleared, if it is the word of that
 */
public record Progress(
        String part, Instant time, boolean ended, Optional<WaitingRequests> waiting) {
    private static final int PART_LENGTH_MAX = 32;

    public Progress(String part, Instant time, boolean ended) {
        this(part, time, ended, Optional.empty());
    }

    public Progress {
        if (part.isEmpty() || part.length() > PART_LENGTH_MAX || !part.matches("[a-z0-9-]+")) {
            throw broken(
                    "part: must be 1 to %d of a-z 0-9 -, was %s",
                    PART_LENGTH_MAX, Decimal8.quoted(part));
        }
        EventTime.check("time", time);
    }
}
