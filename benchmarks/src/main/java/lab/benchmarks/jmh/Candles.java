package lab.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import lab.domain.Pair;
import lab.domain.candle.CandleBook;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** One trade into the book of its pair, fifty a second of event time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Candles {
    private static final long START_MICROS = 1_770_000_000_000_000L;
    private static final long STEP_MICROS = 20_013;
    private static final long PRICE_UNITS = 5_000_025_000_000L;
    private static final long SIZE_UNITS = 12_340_000;

    private final CandleBook book = new CandleBook(new Pair("BTC-USD"));
    private long next = 1;

    @Benchmark
    public CandleBook.Outcome onTrade(Blackhole candles) {
        long time = START_MICROS + next * STEP_MICROS;
        return book.add(next++, time, time, PRICE_UNITS, SIZE_UNITS, candles::consume);
    }
}
