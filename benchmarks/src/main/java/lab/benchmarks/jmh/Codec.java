package lab.benchmarks.jmh;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import lab.benchmarks.market.GeneratedMarket;
import lab.benchmarks.market.Load;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Messages to bytes and back, and where they go. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Codec {
    private static final Instant RECEIVED = Instant.parse("2026-02-01T00:00:00Z");
    private static final int MESSAGES = 1024;

    private final byte[][] trades = payloads(Topic.TRADES);
    private final byte[][] ticks = payloads(Topic.PRICES);
    private final Trade trade = decoded(trades[0]);
    private int next;

    private static byte[][] payloads(Topic topic) {
        var load = new Load(MESSAGES * 4);
        var payloads = new byte[MESSAGES][];
        for (int i = 0; i < MESSAGES; i++) {
            payloads[i] = GeneratedMarket.event(load, topic, 0, i).payload();
        }
        return payloads;
    }

    private static Trade decoded(byte[] payload) {
        try {
            return TradeCodec.decode(payload, RECEIVED);
        } catch (MalformedMessage e) {
            throw new IllegalStateException("the market's trades are well formed", e);
        }
    }

    @Benchmark
    public Trade tradeDecode() throws MalformedMessage {
        return TradeCodec.decode(trades[next++ % MESSAGES], RECEIVED);
    }

    @Benchmark
    public Tick tickDecode() throws MalformedMessage {
        return TickCodec.decode(ticks[next++ % MESSAGES], RECEIVED);
    }

    @Benchmark
    public byte[] tradeEncode() {
        return TradeCodec.encode(trade);
    }

    @Benchmark
    public int partition() {
        return Partitioner.partition(
                GeneratedMarket.pairs().get(next++ % GeneratedMarket.pairs().size()), 3);
    }
}
