package lab.poller;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.MarketClock;
import lab.domain.Tick;
import lab.topics.BusMessage;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;

/** The ticks that a feed has shown before it was started again, as the bus has them. */
public final class ShownTicks {
    private ShownTicks() {}

    /** The newest time among the messages that are ticks. */
    public static Optional<Instant> newest(List<BusMessage> messages, MarketClock clock) {
        return messages.stream()
                .filter(message -> message.topic() == Topic.PRICES)
                .flatMap(message -> tick(message, clock).stream())
                .map(Tick::time)
                .max(Instant::compareTo);
    }

    /** One that cannot be read is nothing that a part goes by. */
    private static Optional<Tick> tick(BusMessage message, MarketClock clock) {
        try {
            return Optional.of(TickCodec.decode(message.payload(), clock.receipt(message.time())));
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }
}
