package lab.consensus.desk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.market.BusLogs;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.HeartbeatCodec;
import lab.topics.MalformedMessage;
import lab.topics.TickCodec;
import lab.topics.Topic;
import lab.topics.TradeCodec;

/** How far the market on the bus has come, by the last message of each partition. */
final class NewestEvent {
    private NewestEvent() {}

    static Optional<Instant> of(BusLogs logs) throws BusException, InterruptedException {
        Optional<Instant> newest = Optional.empty();
        for (Topic topic : List.of(Topic.PRICES, Topic.TRADES, Topic.HEARTBEATS)) {
            for (Map.Entry<Integer, Long> end : logs.ends(topic).entrySet()) {
                if (end.getValue() > 0) {
                    List<BusMessage> last = logs.read(topic, end.getKey(), end.getValue() - 1);
                    for (BusMessage message : last) {
                        newest = later(newest, time(message));
                    }
                }
            }
        }
        return newest;
    }

    private static Optional<Instant> time(BusMessage message) {
        try {
            return switch (message.topic()) {
                case PRICES ->
                        Optional.of(TickCodec.decode(message.payload(), message.time()).time());
                case TRADES ->
                        Optional.of(TradeCodec.decode(message.payload(), message.time()).time());
                case HEARTBEATS ->
                        Optional.of(
                                HeartbeatCodec.decode(message.payload(), message.time()).time());
                case ORDERS, EXECUTIONS, DLQ, PROGRESS, ANNOTATIONS -> Optional.empty();
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
