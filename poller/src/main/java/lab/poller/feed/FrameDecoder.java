package lab.poller.feed;

import java.time.Instant;

/** Reads the frames of one exchange. It throws nothing, whatever the bytes. */
public interface FrameDecoder {
    /**
     * Reads one frame.
     *
     * @param received when it came; see {@link lab.domain.EventTime#checkNotAhead}
     */
    MarketEvent decode(byte[] bytes, int offset, int length, Instant received);

    /**
     * Whether what a frame means depends on those before it. Then who goes on in the middle of a
     * recording has to show it those again.
     */
    default boolean remembers() {
        return false;
    }
}
