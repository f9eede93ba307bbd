package lab.analyst.market;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import lab.domain.Candle;

/** Candles that a test publishes. */
public final class MemoryCandles implements CandleSource {
    private final Map<String, Candle> candles = new ConcurrentSkipListMap<>();
    private final AtomicLong version = new AtomicLong();
    private volatile Optional<String> trouble = Optional.empty();
    private final Queue<Runnable> surprises = new ConcurrentLinkedQueue<>();

    /** Publishes candles together, as one commit does; one of the same minute is replaced. */
    public MemoryCandles publish(List<Candle> more) {
        more.forEach(candle -> candles.put(candle.pair() + " " + candle.start(), candle));
        version.incrementAndGet();
        return this;
    }

    /** Cannot be read from here on. */
    public void fail(String reason) {
        trouble = Optional.of(reason);
    }

    /** Does that within one of the next questions. */
    public void surprise(Runnable surprise) {
        surprises.add(surprise);
    }

    /** Whether each surprise has happened. */
    public boolean isCalm() {
        return surprises.isEmpty();
    }

    /** Can be read again. */
    public void recover() {
        trouble = Optional.empty();
    }

    @Override
    public Optional<Long> version() throws IOException {
        Runnable surprise = surprises.poll();
        if (surprise != null) {
            surprise.run();
        }
        if (trouble.isPresent()) {
            throw new IOException(trouble.get());
        }
        return version.get() == 0 ? Optional.empty() : Optional.of(version.get());
    }

    @Override
    public Optional<Instant> newestStart() {
        return stream().map(Candle::start).max(Comparator.naturalOrder());
    }

    @Override
    public List<Candle> since(Instant start) {
        return stream().filter(candle -> !candle.start().isBefore(start)).toList();
    }

    private Stream<Candle> stream() {
        return candles.values().stream();
    }

    @Override
    public void close() {}
}
