package lab.replay;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lab.domain.Account;
import lab.domain.OrderId;
import lab.domain.clearing.Request;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/**
 * Sends the orders of accounts that nobody decides for now, beside a desk that sends its own to the
 * same topic: so the number of messages there does not say how far the replay is. What the topic
 * holds when a replay goes on is known by account and id, and not sent again.
 */
final class OrdersOfOthers implements AutoCloseable {
    private static final Duration SENT_WITHIN = Duration.ofSeconds(60);

    private final Set<String> decided;
    private final Set<Key> held;
    private final BusProducer producer;

    private record Key(Account account, OrderId id) {
        static Key of(Request request) {
            return new Key(request.account(), request.orderId());
        }
    }

    private OrdersOfOthers(Set<String> decided, Set<Key> held, BusProducer producer) {
        this.decided = Set.copyOf(decided);
        this.held = Set.copyOf(held);
        this.producer = producer;
    }

    /** Looks what the stream holds of them already. */
    static OrdersOfOthers open(BusConnection bus, String stream, Set<String> decided)
            throws BusException, InterruptedException {
        Set<Key> held = new HashSet<>();
        try (var reader = new BusReader(bus, stream)) {
            for (Map.Entry<Integer, Long> end : reader.ends(Topic.ORDERS).entrySet()) {
                long next = 0;
                while (next < end.getValue()) {
                    List<BusMessage> read = reader.read(Topic.ORDERS, end.getKey(), next);
                    if (read.isEmpty()) {
                        break;
                    }
                    for (BusMessage message : read) {
                        Key key = Key.of(request("topic orders", message.payload()));
                        if (!decided.contains(key.account().name())) {
                            held.add(key);
                        }
                    }
                    next = read.getLast().offset() + 1;
                }
            }
        }
        return new OrdersOfOthers(
                decided, held, new BusProducer(bus, stream, ProducerConfig.DEFAULT));
    }

    private static Request request(String where, byte[] payload) {
        try {
            return OrderCodec.decode(payload);
        } catch (MalformedMessage e) {
            throw new IllegalStateException(
                    "%s: must hold requests that can be read, has one that cannot: %s"
                            .formatted(where, e.reason()),
                    e);
        }
    }

    /**
     * Sends one, unless its account decides anew or the bus had it before, and waits until the bus
     * has it.
     */
    void send(byte[] payload, int length) throws InterruptedException {
        byte[] own = Arrays.copyOf(payload, length);
        Key key = Key.of(request("cold orders", own));
        String account = key.account().name();
        if (decided.contains(account) || held.contains(key)) {
            return;
        }
        producer.send(Topic.ORDERS, account, own);
        if (!producer.flush(SENT_WITHIN)) {
            throw new IllegalStateException(
                    "orders: the bus must take one within %d s, it did not"
                            .formatted(SENT_WITHIN.toSeconds()));
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
