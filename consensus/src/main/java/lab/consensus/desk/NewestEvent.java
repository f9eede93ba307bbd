package lab.consensus.desk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.market.BusLogs;
import lab.domain.MarketClock;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;

/**
 * How far the market on the bus has come, by the last message of each partition that can be read:
 * what cannot, moves no time, and hides none either.
 */
final class NewestEvent {
    private static final int STEP_BACK = 4;

    private NewestEvent() {}

    static Optional<Instant> of(BusLogs logs, MarketClock clock)
            throws BusException, InterruptedException {
        Optional<Instant> newest = Optional.empty();
        for (Topic topic : List.of(Topic.PRICES, Topic.TRADES, Topic.HEARTBEATS)) {
            for (Map.Entry<Integer, Long> end : logs.ends(topic).entrySet()) {
                newest =
                        later(
                                newest,
                                ofPartition(logs, topic, end.getKey(), end.getValue(), clock));
            }
        }
        return newest;
    }

    /** Goes back from the end, ever further, up to a message that says a time. */
    private static Optional<Instant> ofPartition(
            BusLogs logs, Topic topic, int partition, long end, MarketClock clock)
            throws BusException, InterruptedException {
        long to = end;
        long step = 1;
        Optional<Instant> newest = Optional.empty();
        while (to > 0 && newest.isEmpty()) {
            long from = Math.max(0, to - step);
            newest = between(logs, topic, partition, from, to, clock);
            to = from;
            step *= STEP_BACK;
        }
        return newest;
    }

    private static Optional<Instant> between(
            BusLogs logs, Topic topic, int partition, long from, long to, MarketClock clock)
            throws BusException, InterruptedException {
        Optional<Instant> newest = Optional.empty();
        long next = from;
        while (next < to) {
            List<BusMessage> messages = logs.read(topic, partition, next);
            if (messages.isEmpty()) {
                return newest;
            }
            for (BusMessage message : messages) {
                newest = message.offset() < to ? later(newest, time(message, clock)) : newest;
            }
            next = messages.getLast().offset() + 1;
        }
        return newest;
    }

    private static Optional<Instant> time(BusMessage message, MarketClock clock) {
        Instant receipt = clock.receipt(message.time());
        byte[] payload = message.payload();
        try {
            return switch (message.topic()) {
                case PRICES -> Optional.of(TickCodec.decode(payload, receipt).time());
                case TRADES -> Optional.of(TradeCodec.decode(payload, receipt).time());
                case HEARTBEATS -> Optional.of(HeartbeatCodec.decode(payload, receipt).time());
                case ORDERS, EXECUTIONS, DLQ, PROGRESS, CLOSINGS, ANNOTATIONS, TERMS, BOOKS ->
                        Optional.empty();
            };
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().isAfter(other.get()) ? one : other;
    }
}
