package lab.flink.sql.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lab.domain.EventTime;
import lab.flink.sql.job.TierSettings;
import lab.topics.Topic;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the bus as the cold tier keeps them: each with its place, its stamp and its
 * bytes, in the table of its topic or, if it could not be read, among the dead letters.
 *
 * <p>They are read window by window of offsets, since the files of a table hold the rows of all
 * partitions, in no order that could be relied upon. What the files say of the offsets in them
 * spares those that a window does not need; memory holds one window.
 *
 * <p>Two messages can have one offset: a power loss takes the end of a bus that was not forced, and
 * the bus gives its offsets again to what comes then, while the cold tier had committed what was
 * lost. The one that the bus took last is the log's, since it is the one that the bus then had.
 */
public final class ColdMessages {
    /** Offsets of a window. */
    static final int WINDOW = 1 << 15;

    private final Map<String, Table> tables = new HashMap<>();
    private final int windowOffsets;

    /**
     * A message as the bus took it.
     *
     * @param micros the bus's stamp
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
    public record Message(long micros, byte[] payload) {
        /** Where no stamp tells two apart, their bytes do: whatever is read first, one of them. */
        private static final Comparator<Message> TAKEN =
                Comparator.comparingLong(Message::micros)
                        .thenComparing(Message::payload, Arrays::compareUnsigned);

        public Instant time() {
            return EventTime.ofMicros(micros);
        }
    }

    /** Takes one message after another. */
    public interface Sink {
        void take(Message message) throws IOException;
    }

    ColdMessages(Iterable<Table> tables, int windowOffsets) {
        for (Table table : tables) {
            if (IcebergState.hasRows(table)) {
                this.tables.put(table.name().substring(table.name().lastIndexOf('.') + 1), table);
            }
        }
        this.windowOffsets = windowOffsets;
    }

    public static ColdMessages of(TierSettings tiers) {
        return of(tiers, WINDOW);
    }

    static ColdMessages of(TierSettings tiers, int windowOffsets) {
        return new ColdMessages(IcebergState.tables(tiers), windowOffsets);
    }

    /** Whether there ever was a message of a topic. */
    public boolean hasAny(Topic topic) {
        return tables.containsKey(tableOf(topic));
    }

    /** The message at a place, if there is one. */
    public Optional<Message> at(Topic topic, int partition, long offset) throws IOException {
        return Optional.ofNullable(window(topic, partition, offset, offset + 1)[0]);
    }

    /**
     * Gives all messages of a partition before an offset, from the first that ever was.
     *
     * @return the offset of the first one that is missing; {@code end} if none is
     */
    public long give(Topic topic, int partition, long end, Sink sink) throws IOException {
        for (long from = 0; from < end; from += windowOffsets) {
            @Nullable Message[] window =
                    window(topic, partition, from, Math.min(end, from + windowOffsets));
            for (int i = 0; i < window.length; i++) {
                @Nullable Message message = window[i];
                if (message == null) {
                    return from + i;
                }
                sink.take(message);
            }
        }
        return end;
    }

    private @Nullable Message[] window(Topic topic, int partition, long from, long end)
            throws IOException {
        @Nullable Message[] window = new Message[Math.toIntExact(end - from)];
        readRows(topic, partition, from, window);
        readLetters(topic, partition, from, window);
        return window;
    }

    private static void put(@Nullable Message[] window, long place, Message message) {
        int at = Math.toIntExact(place);
        @Nullable Message there = window[at];
        if (there == null || Message.TAKEN.compare(there, message) < 0) {
            window[at] = message;
        }
    }

    private void readRows(Topic topic, int partition, long from, @Nullable Message[] window)
            throws IOException {
        @Nullable Table table = tables.get(tableOf(topic));
        if (table == null) {
            return;
        }
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table)
                        .select("bus_partition", "bus_offset", "bus_time", "payload")
                        .where(within("bus_partition", partition, "bus_offset", from, window))
                        .build()) {
            for (Record row : rows) {
                put(
                        window,
                        (Long) row.getField("bus_offset") - from,
                        new Message(
                                micros(row.getField("bus_time")),
                                ((String) row.getField("payload"))
                                        .getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** A letter has the bus's stamp of the message that it is about. */
    private void readLetters(Topic topic, int partition, long from, @Nullable Message[] window)
            throws IOException {
        @Nullable Table table = tables.get("dead_letters");
        if (table == null) {
            return;
        }
        Expression ofTopic = Expressions.equal("topic", topic.topicName());
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table)
                        .select("topic", "partition", "offset", "received", "payload")
                        .where(
                                Expressions.and(
                                        ofTopic,
                                        within("partition", partition, "offset", from, window)))
                        .build()) {
            for (Record row : rows) {
                put(
                        window,
                        (Long) row.getField("offset") - from,
                        new Message(
                                micros(row.getField("received")),
                                Base64.getDecoder().decode((String) row.getField("payload"))));
            }
        }
    }

    private static Expression within(
            String partitions,
            int partition,
            String offsets,
            long from,
            @Nullable Message[] window) {
        return Expressions.and(
                Expressions.equal(partitions, partition),
                Expressions.greaterThanOrEqual(offsets, from),
                Expressions.lessThan(offsets, from + window.length));
    }

    private static String tableOf(Topic topic) {
        return ColdStart.TOPICS.entrySet().stream()
                .filter(each -> each.getValue().equals(topic.topicName()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "topic: must be one that the cold tier keeps, was " + topic));
    }

    private static long micros(Object time) {
        LocalDateTime utc =
                switch (time) {
                    case OffsetDateTime offset ->
                            offset.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
                    case LocalDateTime local -> local;
                    default -> throw new IllegalStateException("time: must be one, was " + time);
                };
        return ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), utc);
    }
}
