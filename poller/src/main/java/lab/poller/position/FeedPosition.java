package lab.poller.position;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where a feed is: everything before it is on the bus.
 *
 * @param feed what the feed itself needs to go on
 * @param clock how far event time had come
 * @param ended whether that was all
 */
public record FeedPosition(ObjectNode feed, ObjectNode clock, boolean ended) {
    public static FeedPosition beginning() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return new FeedPosition(json.objectNode(), json.objectNode(), false);
    }

    /** The same place, with nothing behind it. */
    public FeedPosition asEnded() {
        return new FeedPosition(feed, clock, true);
    }

    /** The same place, with more behind it. */
    FeedPosition asOpen() {
        return new FeedPosition(feed, clock, false);
    }
}
