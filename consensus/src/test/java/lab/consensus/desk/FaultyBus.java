package lab.consensus.desk;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import lab.consensus.market.BusLogs;
import lab.domain.clearing.Request;
import lab.domain.progress.Progress;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Topic;

/**
 * The bus as a desk with a bad connection has it. Once {@link #failEachCallInTurn armed}, the first
 * call fails; whoever tries again gets through the first one and fails at the second, and so on.
 */
final class FaultyBus implements BusLogs, DeskOutput {
    private final MemoryBus bus;
    private int calls;
    private int failsAt;
    private int failsBefore;
    private long failures;

    FaultyBus(MemoryBus bus) {
        this.bus = bus;
    }

    void failEachCallInTurn(int attempts) {
        calls = 0;
        failsAt = 1;
        failsBefore = attempts + 1;
    }

    long failures() {
        return failures;
    }

    private boolean isTimeToFail() {
        calls++;
        if (calls != failsAt || failsAt == failsBefore) {
            return false;
        }
        calls = 0;
        failsAt++;
        failures++;
        return true;
    }

    private void mayFail() throws BusException {
        if (isTimeToFail()) {
            throw BusException.unreachable("a test", new IOException("connection lost"));
        }
    }

    @Override
    public List<BusMessage> read(Topic topic, int partition, long offset) throws BusException {
        mayFail();
        return bus.read(topic, partition, offset);
    }

    @Override
    public SortedMap<Integer, Long> begins(Topic topic) throws BusException {
        mayFail();
        return bus.begins(topic);
    }

    @Override
    public SortedMap<Integer, Long> ends(Topic topic) throws BusException {
        mayFail();
        return bus.ends(topic);
    }

    /** A request that failed may have reached the broker all the same. */
    @Override
    public boolean send(List<Request> requests) {
        boolean fails = isTimeToFail();
        if (!fails || failsAt % 2 == 0) {
            bus.send(requests);
        }
        return !fails;
    }

    @Override
    public void tell(Progress progress) {
        if (!isTimeToFail()) {
            bus.tell(progress);
        }
    }
}
