package lab.consensus.why;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.consensus.market.BusLogs;
import lab.domain.Account;
import lab.domain.OrderId;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Request;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;

/**
 * Looks for a request, and for what became of it, among the newest messages of its account's
 * partition: the tables have all that is older.
 */
final class NewestOnBus {
    private static final long STEP = 1_000;

    /** How far back it looks: far more than a partition takes between two checkpoints. */
    static final int STEPS_MAX = 10;

    private final BusLogs bus;

    NewestOnBus(BusLogs bus) {
        this.bus = bus;
    }

    /** A message and what it says. */
    record Found<T>(BusMessage message, T value) {}

    Optional<Found<Execution>> execution(Account account, OrderId id)
            throws BusException, InterruptedException {
        return find(
                Topic.EXECUTIONS,
                account,
                message -> ExecutionCodec.decode(message.payload()),
                it -> isOf(it.request(), account, id));
    }

    Optional<Found<Request>> request(Account account, OrderId id)
            throws BusException, InterruptedException {
        return find(
                Topic.ORDERS,
                account,
                message -> OrderCodec.decode(message.payload()),
                it -> isOf(it, account, id));
    }

    private static boolean isOf(Request request, Account account, OrderId id) {
        return request.account().equals(account) && request.orderId().equals(id);
    }

    private interface Decoder<T> {
        T decode(BusMessage message) throws MalformedMessage;
    }

    private interface Test<T> {
        boolean holds(T value);
    }

    /** The newest that fits: whoever clears ignores repeats, which say the same. */
    private <T> Optional<Found<T>> find(
            Topic topic, Account account, Decoder<T> decoder, Test<T> test)
            throws BusException, InterruptedException {
        int partition = Partitioner.partition(account.name(), Bus.PARTITIONS);
        long begin = bus.begins(topic).getOrDefault(partition, 0L);
        long to = bus.ends(topic).getOrDefault(partition, 0L);
        for (int steps = 0; steps < STEPS_MAX && to > begin; steps++) {
            long from = Math.max(begin, to - STEP);
            for (BusMessage message : read(topic, partition, from, to)) {
                try {
                    T value = decoder.decode(message);
                    if (test.holds(value)) {
                        return Optional.of(new Found<>(message, value));
                    }
                } catch (MalformedMessage e) {
                    // A dead letter, and nobody's order
                }
            }
            to = from;
        }
        return Optional.empty();
    }

    private List<BusMessage> read(Topic topic, int partition, long from, long to)
            throws BusException, InterruptedException {
        List<BusMessage> read = new ArrayList<>();
        long next = from;
        while (next < to) {
            List<BusMessage> messages = bus.read(topic, partition, next);
            if (messages.isEmpty()) {
                break;
            }
            messages.stream().filter(it -> it.offset() < to).forEach(read::add);
            next = messages.getLast().offset() + 1;
        }
        return read;
    }
}
