package lab.poller.frames;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import lab.domain.EventTime;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.MarketEvent;

/**
 * Makes an event of whatever goes wrong with a frame: no JSON, a field that is not what it must be,
 * a time too far ahead. One thread at a time.
 */
public abstract class StrictDecoder implements FrameDecoder {
    private Duration ahead = Duration.ZERO;

    /** What is no frame at all, with the reason. */
    private static final class NoFrame extends IOException {
        private static final long serialVersionUID = 1L;

        NoFrame(String reason) {
            super(reason);
        }
    }

    @Override
    public final MarketEvent decode(byte[] bytes, int offset, int length, Instant received) {
        int mark = ByteOrderMark.length(bytes, offset, length);
        ahead = Duration.ZERO;
        try {
            return read(bytes, offset + mark, length - mark, received);
        } catch (JsonProcessingException e) {
            return new MarketEvent.Unreadable(
                    "frame: must be JSON, was not: " + FrameJson.explained(e));
        } catch (NoFrame e) {
            return new MarketEvent.Unreadable(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return broken(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            // A parser's own slip on odd bytes is still the bytes' fault.
            return new MarketEvent.Unreadable("frame: must be JSON, was not: " + e);
        }
    }

    /**
     * Reads a frame without a byte order mark.
     *
     * @throws IllegalArgumentException if a field is not what it must be
     */
    protected abstract MarketEvent read(byte[] bytes, int offset, int length, Instant received)
            throws IOException;

    /** What has a field that is not what it must be, or a time that is not believed. */
    protected final MarketEvent broken(String reason) {
        return ahead.compareTo(EventTime.AHEAD_MAX) > 0
                ? new MarketEvent.Ahead(reason, ahead)
                : new MarketEvent.Malformed(reason);
    }

    /** The time that the exchange says, unless it is too far ahead of the receipt. */
    protected final Instant believed(String name, Instant time, Instant received) {
        ahead = Duration.between(received, time);
        EventTime.checkNotAhead(name, time, received);
        return time;
    }

    /** Begins another event of the same frame. */
    protected final void forgetTime() {
        ahead = Duration.ZERO;
    }

    /** Goes into the object that a frame must be. */
    protected static void begin(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new NoFrame("frame: must be a JSON object, was not");
        }
    }

    /** Makes sure that nothing follows it. */
    protected static void end(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new NoFrame("frame: must be one JSON object, was more");
        }
    }
}
