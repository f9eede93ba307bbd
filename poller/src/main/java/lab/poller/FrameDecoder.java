package lab.poller;

import java.time.Instant;

/** Reads the frames of one exchange. It throws nothing, whatever the bytes. */
public interface FrameDecoder {
    /**
     * Reads one frame.
     *
     * @param received when it came; see {@link lab.domain.EventTime#checkNotAhead}
     */
    MarketEvent decode(byte[] bytes, int offset, int length, Instant received);
}
