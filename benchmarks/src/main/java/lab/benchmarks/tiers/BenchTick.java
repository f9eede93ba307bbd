package lab.benchmarks.tiers;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.topics.Topic;
import lab.topics.codec.TickCodec;
import lab.topics.producer.BusProducer;

/** Ticks of a market that does not move, each stamped with the time at which it is due. */
final class BenchTick {
    static final int PAIRS = 12;
    private static final Price PRICE = Price.of("50000.25");

    private BenchTick() {}

    static Pair pair(int number) {
        return new Pair("COIN" + number + "-USD");
    }

    static void send(BusProducer producer, int pair, long number, long dueMicros)
            throws InterruptedException {
        Tick tick = tick(pair(pair), number, dueMicros);
        producer.send(Topic.PRICES, tick.pair().name(), TickCodec.encode(tick));
    }

    private static Tick tick(Pair pair, long number, long micros) {
        return new Tick(
                pair,
                number,
                PRICE,
                PRICE,
                PRICE,
                new BigDecimal("1234.5"),
                EventTime.ofMicros(micros),
                Optional.of(number + 1),
                Optional.of(Quantity.of("0.1")),
                Optional.of(Side.BUY),
                "generator");
    }

    /** Whoever is late is not waited for: its tick carries the time at which it was due. */
    static void awaitDue(long dueMicros) throws InterruptedException {
        long early = dueMicros - nowMicros();
        if (early > 0) {
            Thread.sleep(Duration.of(early, ChronoUnit.MICROS));
        }
    }

    static long nowMicros() {
        return EventTime.toMicros(Instant.now());
    }
}
