package lab.launcher.bus;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import lab.flink.sql.job.JobReport;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.Topic;

/** How much is on the bus, and how much of it the jobs' complete checkpoints cover. */
public final class BusProgress implements AutoCloseable {
    private final BusOffsets offsets;
    private final String stream;

    public BusProgress(BusConnection connection, String stream) {
        this.offsets = new BusOffsets(connection);
        this.stream = stream;
    }

    /** What stands at the end of each topic now. */
    public record Ends(Map<Topic, SortedMap<Integer, Long>> ofTopics) {

        public long messages(Topic topic) {
            SortedMap<Integer, Long> ends = ofTopics.get(topic);
            return ends == null ? 0 : ends.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public Ends ends() throws BusException, InterruptedException {
        Map<Topic, SortedMap<Integer, Long>> ends = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            ends.put(topic, offsets.ends(stream, topic));
        }
        return new Ends(ends);
    }

    /**
     * How many messages before the ends a job does not cover. What it covers is asked before the
     * ends are, so that 0 means that it covered all there was at some moment.
     */
    public long behind(List<JobReport.Source> sources) throws BusException, InterruptedException {
        long behind = 0;
        for (JobReport.Source source : sources) {
            behind += behind(source);
        }
        return behind;
    }

    private long behind(JobReport.Source source) throws BusException, InterruptedException {
        Topic topic =
                Topic.named(source.topic())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "topic: must be one of the bus, was " + source.topic()));
        return offsets.lag(source.stream(), topic, source.consumer());
    }

    @Override
    public void close() {
        offsets.close();
    }
}
