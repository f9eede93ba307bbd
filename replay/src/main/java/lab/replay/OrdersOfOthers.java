package lab.replay;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import lab.domain.clearing.Request;
import lab.topics.BusConnection;
import lab.topics.BusProducer;
import lab.topics.MalformedMessage;
import lab.topics.OrderCodec;
import lab.topics.ProducerConfig;
import lab.topics.Topic;

/**
 * Sends the orders of accounts that nobody decides for now, beside a desk that sends its own to the
 * same topic.
 */
final class OrdersOfOthers implements AutoCloseable {
    private static final Duration SENT_WITHIN = Duration.ofSeconds(60);

    private final Set<String> decided;
    private final BusProducer producer;

    OrdersOfOthers(BusConnection bus, String stream, Set<String> decided) {
        this.decided = Set.copyOf(decided);
        this.producer = new BusProducer(bus, stream, ProducerConfig.DEFAULT);
    }

    /** Sends one, unless its account decides anew, and waits until the bus has it. */
    void send(byte[] payload, int length) throws InterruptedException {
        byte[] own = Arrays.copyOf(payload, length);
        Request request;
        try {
            request = OrderCodec.decode(own);
        } catch (MalformedMessage e) {
            throw new IllegalStateException(
                    "cold orders: must hold requests that can be read, has one that cannot: "
                            + e.reason(),
                    e);
        }
        String account = request.account().name();
        if (decided.contains(account)) {
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
