package lab.flink.sql.job;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Messages that a job had read, or had still to read, and the bus does not have any more. Their
 * offsets are given again to what comes next, so a job that goes on as if nothing had happened
 * passes that over.
 *
 * @param from the first offset lost
 * @param to the last offset lost
 * @param noticed when it was seen first
 * @param how the bus showed it
 * @param jobs that had read up to behind it
 */
public record LostMessages(
        String topic,
        int partition,
        long from,
        long to,
        Instant noticed,
        String how,
        List<String> jobs) {

    public LostMessages {
        jobs = List.copyOf(jobs);
    }

    /** Whether this is seen of the same log. */
    public boolean isOfSameLog(LostMessages other) {
        return topic.equals(other.topic) && partition == other.partition;
    }

    /** Both as one, noticed when this was. */
    public LostMessages and(LostMessages other) {
        return new LostMessages(
                topic,
                partition,
                Math.min(from, other.from),
                Math.max(to, other.to),
                noticed,
                how,
                Stream.concat(jobs.stream(), other.jobs.stream()).distinct().toList());
    }

    @Override
    public String toString() {
        return "topic %s partition %d offsets %d to %d (%s)"
                .formatted(topic, partition, from, to, how);
    }
}
