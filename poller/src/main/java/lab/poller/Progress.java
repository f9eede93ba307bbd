package lab.poller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import lab.poller.feed.MarketFeed;
import lab.poller.position.FeedPosition;
import lab.poller.position.PositionStore;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages on and notes how far the feed has come, once the bus has acknowledged all that
 * came before.
 */
final class Progress implements MessageSink {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);
    private static final Duration SAVE_EVERY = Duration.ofMillis(500);

    private final PositionStore positions;
    private final MarketFeed feed;
    private final BusProducer bus;
    private Optional<Mark> pending = Optional.empty();
    private long lastNumber;
    private long markedAtNanos = System.nanoTime() - SAVE_EVERY.toNanos();

    /** A position and the number of the last message that came before it. */
    private record Mark(FeedPosition position, long number) {}

    Progress(PositionStore positions, MarketFeed feed, BusProducer bus) {
        this.positions = positions;
        this.feed = feed;
        this.bus = bus;
    }

    @Override
    public void send(Topic topic, String key, byte[] payload) throws InterruptedException {
        lastNumber = bus.send(topic, key, payload);
    }

    @Override
    public void fence() {
        bus.fence();
    }

    /** Notes what is due to be noted; called between two things of the feed. */
    void look(FrameRouter router) {
        if (pending.isPresent() && bus.settledUpTo() >= pending.get().number()) {
            save(pending.get().position());
            pending = Optional.empty();
        }
        long now = System.nanoTime();
        if (pending.isEmpty() && now - markedAtNanos >= SAVE_EVERY.toNanos()) {
            markedAtNanos = now;
            pending = Optional.of(new Mark(here(router, false), lastNumber));
        }
    }

    /**
     * Notes where the feed is now, if the bus acknowledges everything in time.
     *
     * @return whether it did
     */
    boolean saveHere(FrameRouter router, boolean ended, Duration waitMax)
            throws InterruptedException {
        FeedPosition position = here(router, ended);
        if (bus.flush(waitMax)) {
            save(position);
            return true;
        }
        look(router);
        return false;
    }

    private FeedPosition here(FrameRouter router, boolean ended) {
        ObjectNode clock = JsonNodeFactory.instance.objectNode();
        router.writeTo(clock);
        return new FeedPosition(feed.state(), clock, ended);
    }

    private void save(FeedPosition position) {
        try {
            positions.write(feed, position);
        } catch (IOException e) {
            log.warn("feed position not saved feed={} reason={}", feed.name(), e.toString());
        }
    }
}
