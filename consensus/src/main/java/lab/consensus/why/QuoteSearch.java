package lab.consensus.why;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.market.BusLogs;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Finds a tick again by what an execution says of it: its pair, its sequence and its event time.
 *
 * <p>The bus is asked first, which is the whole truth of what it still has: a partition is searched
 * by halves for the event time, and then read on from a little before it. What retention has taken
 * stands in the cold tier, whose files are left out by day and by their bounds.
 */
final class QuoteSearch {
    /** Ticks of a partition are in the order of their times but for so many. */
    private static final int OUT_OF_ORDER_MAX = 4_000;

    private static final int READS_MAX = 20;

    private final MarketClock clock;

    QuoteSearch(MarketClock clock) {
        this.clock = clock;
    }

    /**
     * A tick as it stands somewhere.
     *
     * @param source {@code bus} or {@code cold}
     * @param stamp when the bus took it
     * @param payload the message as it came
     */
    record Found(String source, int partition, long offset, Instant stamp, String payload) {}

    /** On the bus, if it still has it. */
    Optional<Found> onBus(BusLogs bus, Pair pair, long sequence, Instant time)
            throws BusException, InterruptedException {
        int partition = Partitioner.partition(pair.name(), Bus.PARTITIONS);
        long begin = bus.begins(Topic.PRICES).getOrDefault(partition, 0L);
        long end = bus.ends(Topic.PRICES).getOrDefault(partition, 0L);
        long low = begin;
        long high = end;
        while (high - low > OUT_OF_ORDER_MAX) {
            long middle = low + (high - low) / 2;
            Optional<Instant> there = firstTime(bus.read(Topic.PRICES, partition, middle));
            if (there.isPresent() && there.get().isBefore(time)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        long next = Math.max(begin, low - OUT_OF_ORDER_MAX);
        for (int reads = 0; reads < READS_MAX && next < end; reads++) {
            List<BusMessage> messages = bus.read(Topic.PRICES, partition, next);
            if (messages.isEmpty()) {
                break;
            }
            for (BusMessage message : messages) {
                if (tick(message)
                        .filter(it ->
                                it.pair().equals(pair)
                                        && it.sequence() == sequence
                                        && it.time().equals(time))
                        .isPresent()) {
                    return Optional.of(
                            new Found(
                                    "bus",
                                    partition,
                                    message.offset(),
                                    message.time(),
                                    Payloads.text(message)));
                }
            }
            next = messages.getLast().offset() + 1;
        }
        return Optional.empty();
    }

    private Optional<Instant> firstTime(List<BusMessage> messages) {
        return messages.stream()
                .map(this::tick)
                .flatMap(Optional::stream)
                .map(Tick::time)
                .findFirst();
    }

    private Optional<Tick> tick(BusMessage message) {
        try {
            return Optional.of(TickCodec.decode(message.payload(), clock.receipt(message.time())));
        } catch (MalformedMessage e) {
            return Optional.empty(); // a dead letter, and no quote
        }
    }

    /** In the cold tier, if it has come there. */
    static Optional<Found> inCold(AuditTables tables, Pair pair, long sequence, Instant time)
            throws IOException {
        try (var cold = new ColdBooks(tables)) {
            Optional<Table> ticks = cold.files("ticks");
            if (ticks.isEmpty() || ticks.get().currentSnapshot() == null) {
                return Optional.empty();
            }
            LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
            try (CloseableIterable<Record> rows =
                    IcebergGenerics.read(ticks.get())
                            .where(
                                    Expressions.and(
                                            Expressions.equal(
                                                    "event_date", utc.toLocalDate().toString()),
                                            Expressions.equal("event_time", utc.toString()),
                                            Expressions.equal("pair", pair.name()),
                                            Expressions.equal("sequence", sequence)))
                            .select("bus_partition", "bus_offset", "bus_time", "payload")
                            .build()) {
                for (Record row : rows) {
                    return Optional.of(
                            new Found(
                                    "cold",
                                    (Integer) row.getField("bus_partition"),
                                    (Long) row.getField("bus_offset"),
                                    ((OffsetDateTime) row.getField("bus_time")).toInstant(),
                                    (String) row.getField("payload")));
                }
                return Optional.empty();
            }
        }
    }
}
