package lab.consensus.desk;

import java.time.Duration;
import java.util.List;
import lab.domain.clearing.Request;
import lab.domain.progress.Progress;
import lab.topics.BusConnection;
import lab.topics.Topic;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.ProgressCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one door to the bus. One thread. */
public final class OrdersOut implements DeskOutput, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OrdersOut.class);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(3);
    private static final Duration GIVEN_UP_WITHIN = Duration.ofMillis(200);

    private final BusConnection connection;
    private final String stream;
    private @Nullable BusProducer producer;

    public OrdersOut(BusConnection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    @Override
    public boolean send(List<Request> requests) throws InterruptedException {
        BusProducer bus = open();
        long undelivered = bus.status().undelivered();
        try {
            for (Request request : requests) {
                bus.send(Topic.ORDERS, request.account().name(), OrderCodec.encode(request));
            }
        } catch (IllegalStateException e) {
            log.error("orders not sent, the next attempt takes another producer", e);
        }
        if (bus.flush(ACKNOWLEDGED_WITHIN) && bus.status().undelivered() == undelivered) {
            return true;
        }
        close(); // so that nothing of it leaves later
        return false;
    }

    /** Not waited for: if it is lost, the next word takes its place. */
    @Override
    public void tell(Progress progress) {
        BusProducer bus = open();
        if (bus.failure().isEmpty()) {
            var _ = bus.trySend(Topic.PROGRESS, progress.part(), ProgressCodec.encode(progress));
        }
    }

    private BusProducer open() {
        BusProducer open = producer;
        if (open != null && open.failure().isPresent()) {
            close();
            open = null;
        }
        if (open == null) {
            ProducerConfig config =
                    ProducerConfig.DEFAULT
                            .withLinger(Duration.ZERO)
                            .withCloseDeadline(GIVEN_UP_WITHIN);
            open = new BusProducer(connection, stream, config);
            producer = open;
        }
        return open;
    }

    @Override
    public void close() {
        BusProducer open = producer;
        producer = null;
        if (open != null) {
            open.close();
        }
    }
}
