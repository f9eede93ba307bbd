package lab.poller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import lab.poller.feed.FeedHealth;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Taken;

/** The market of a lab whose messages come from elsewhere: it gives nothing and never ends. */
final class NoFeed implements MarketFeed {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public String exchange() {
        return "none";
    }

    @Override
    public boolean isSimulated() {
        return false;
    }

    @Override
    public String identity() {
        return "none";
    }

    @Override
    public void start(ObjectNode state) {}

    @Override
    public Taken take(Duration waitMax) throws InterruptedException {
        Thread.sleep(waitMax);
        return new Taken.Nothing();
    }

    @Override
    public ObjectNode state() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public FeedHealth health() {
        return FeedHealth.FINE;
    }

    @Override
    public void close() {}
}
