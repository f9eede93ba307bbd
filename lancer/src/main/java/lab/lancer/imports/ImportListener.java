package lab.lancer.imports;

import java.time.Instant;

/** Who is told how an import goes. */
public interface ImportListener {
    /** A row is refused; the message names its line. */
    void refused(String message);

    /**
     * Many more rows are read.
     *
     * @param at the time of the newest of them
     */
    void progress(long rows, Instant at);
}
