package lab.quality;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was found in the data.
 *
 * @param sound whether nothing of severity error was found
 * @param from since which event time, if not since the beginning
 * @param to up to which event time, if not up to now
 * @param findings the first of them, at most {@link Quality#FINDINGS_MAX}, errors first
 * @param findingsTotal how many there are
 * @param rules all that were looked for
 * @param tables that were read
 * @param notes what could not be told, and why
 */
public record QualityReport(
        boolean sound,
        Instant checkedAt,
        Optional<Instant> from,
        Optional<Instant> to,
        long findingsTotal,
        List<Found> findings,
        List<Looked> rules,
        List<Read> tables,
        List<String> notes) {

    /**
     * Faults of one kind that lie together.
     *
     * @param pair nothing if it is not of one pair
     * @param from event time of the first fault, or what stands before what is missing
     * @param to event time of the last, or what stands behind what is missing
     * @param count of rows, or of what is missing
     * @param what is wrong, in words
     * @param examples some of them
     */
    public record Found(
            String rule,
            Severity severity,
            String table,
            Optional<String> pair,
            Instant from,
            Instant to,
            long count,
            String what,
            List<String> examples) {}

    /** A rule, and how often it was broken. */
    public record Looked(String rule, Severity severity, String wanted, long findings) {}

    /** A table that was read, at which snapshot. */
    public record Read(String table, String snapshot, long rows) {}

    static List<Looked> looked(List<Found> findings) {
        return Arrays.stream(Rule.values())
                .map(rule ->
                        new Looked(
                                rule.id(),
                                rule.severity(),
                                rule.wanted(),
                                findings.stream()
                                        .filter(it -> it.rule().equals(rule.id()))
                                        .count()))
                .toList();
    }
}
