package lab.analyst.market;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Candle;

/** Finished one-minute candles, as they become known. */
public interface CandleSource extends AutoCloseable {
    /** Changes whenever a candle may have been added or corrected; nothing while there are none. */
    Optional<Long> version() throws IOException;

    /** When the newest candle of all pairs began. */
    Optional<Instant> newestStart() throws IOException;

    /** All candles that began at that time or later, in no order. */
    List<Candle> since(Instant start) throws IOException;

    @Override
    void close() throws IOException;
}
