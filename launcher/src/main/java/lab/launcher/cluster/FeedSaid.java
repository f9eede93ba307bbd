package lab.launcher.cluster;

import java.time.Instant;
import java.util.Optional;
import lab.console.PipelineStatus;
import lab.launcher.market.LabFeed;

/** What the poller's process says of its feed at {@code /api/feed}. */
record FeedSaid(
        String name,
        PipelineStatus.FeedKind kind,
        Optional<String> note,
        boolean ended,
        Optional<String> failure,
        Optional<String> waitingFor,
        Optional<String> incomplete,
        long conflicting,
        Optional<Instant> newestEventTime,
        Optional<String> trouble) {
    static final String PATH = "/api/feed";

    static FeedSaid of(LabFeed feed) {
        PipelineStatus.Feed shown = feed.shown();
        return new FeedSaid(
                shown.name(),
                shown.kind(),
                shown.note(),
                feed.isEnded(),
                feed.failure(),
                feed.waitingFor(),
                feed.incomplete(),
                feed.conflicting(),
                feed.newestEventTime(),
                feed.trouble());
    }

    /** Of a process that does not answer. */
    static FeedSaid silent(String why) {
        return new FeedSaid(
                "none",
                PipelineStatus.FeedKind.NONE,
                Optional.of(why),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.of(why));
    }

    PipelineStatus.Feed shown() {
        return new PipelineStatus.Feed(name, kind, note);
    }
}
