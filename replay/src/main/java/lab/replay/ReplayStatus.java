package lab.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lab.topics.Topic;

/**
 * How a replay is doing.
 *
 * @param messages that it has brought onto the bus, in all its runs
 * @param published of them those of this run, by topic
 * @param share of the span, by event time, from 0 to 1
 * @param messagesPerSecond of late
 * @param left until the end, if it goes on like this
 * @param newestEventTime that it has shown
 * @param ended whether that was all, and the bus has it
 * @param waitingFor the part that it may not outrun and has been waiting for
 * @param gap what it waits for, where the market was silent for long
 * @param incomplete why it gave less than it was to give
 * @param failure what stopped it for good
 * @param trouble what keeps it from working, if anything
 */
public record ReplayStatus(
        long messages,
        Map<Topic, Long> published,
        double share,
        double messagesPerSecond,
        Optional<Duration> left,
        Optional<Instant> newestEventTime,
        boolean paused,
        boolean ended,
        Optional<String> waitingFor,
        Optional<String> gap,
        Optional<String> incomplete,
        Optional<String> failure,
        Optional<String> trouble) {
    public ReplayStatus {
        published = Map.copyOf(published);
    }
}
