package lab.consensus.market;

import java.util.List;
import java.util.Optional;
import lab.servicekit.PermanentFaultException;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition on, from wherever somebody had come to, and notices when what was read last
 * is not there any more: each read begins with that message.
 *
 * <p>A broker that lost the end of a log, or made it anew, gives its offsets to what comes next.
 * Whoever goes on by an offset alone passes that over. A last message that retention has removed
 * tells nothing, and costs nothing.
 */
public final class LogReader {
    private static final String ANOTHER = "other messages stand there now";

    private final BusLogs logs;
    private final Topic topic;
    private final int partition;
    private long next;
    private Optional<Mark> restored = Optional.empty();
    private @Nullable BusMessage last;

    /** Begins with the oldest message. */
    public LogReader(BusLogs logs, Topic topic, int partition) {
        this.logs = logs;
        this.topic = topic;
        this.partition = partition;
    }

    public Topic topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    /** The offset of the next message to read. */
    public long next() {
        return next;
    }

    /** What the last message read is known by, if one was. */
    public Optional<Mark> mark() {
        return last == null ? restored : Optional.of(Mark.of(last));
    }

    /** Goes on from somewhere else. */
    public void goTo(long offset, Optional<Mark> mark) {
        next = offset;
        restored = mark;
        last = null;
    }

    /**
     * Sees to it that the partition has not become shorter than what was read.
     *
     * @param end the offset that its next message had at some moment after the last read
     * @throws PermanentFaultException if it has
     */
    public void checkEnd(long end) throws BusException, InterruptedException {
        if (end < next) {
            Optional<String> loss = loss(end);
            if (loss.isPresent()) {
                throw lost(loss.get());
            }
        }
    }

    /**
     * Some of the messages that come next; none if there are none now, or if retention has removed
     * all that were to be read.
     *
     * @throws PermanentFaultException if the bus has lost what was read
     */
    public List<BusMessage> read() throws BusException, InterruptedException {
        List<BusMessage> messages = mark().isPresent() ? readFromLast() : readFromNext();
        if (!messages.isEmpty()) {
            last = messages.getLast();
            next = last.offset() + 1;
        }
        return messages;
    }

    /**
     * What the bus lacks of what was read; empty if nothing is known to be missing. Where the
     * message that was read last is still there, it is right, whatever is said of the end.
     */
    public Optional<String> loss(long end) throws BusException, InterruptedException {
        Optional<Mark> known = mark();
        List<BusMessage> messages =
                known.isEmpty() || next == 0 ? List.of() : logs.read(topic, partition, next - 1);
        boolean isThere = !messages.isEmpty() && messages.getFirst().offset() == next - 1;
        if (isThere) {
            return isAnother(messages, known.orElseThrow())
                    ? Optional.of(what(ANOTHER))
                    : Optional.empty();
        }
        return end < next
                ? Optional.of(what("its log ends at offset %d".formatted(end)))
                : Optional.empty();
    }

    private List<BusMessage> readFromNext() throws BusException, InterruptedException {
        return logs.read(topic, partition, next);
    }

    private List<BusMessage> readFromLast() throws BusException, InterruptedException {
        List<BusMessage> messages = logs.read(topic, partition, next - 1);
        if (isAnother(messages, mark().orElseThrow())) {
            throw lost(what(ANOTHER));
        }
        if (messages.isEmpty() || messages.getFirst().offset() >= next) {
            return messages; // retention has removed the last one
        }
        return messages.size() == 1 ? readFromNext() : messages.subList(1, messages.size());
    }

    private boolean isAnother(List<BusMessage> messages, Mark known) {
        return !messages.isEmpty()
                && messages.getFirst().offset() == next - 1
                && !Mark.of(messages.getFirst()).equals(known);
    }

    private static PermanentFaultException lost(String what) {
        return new PermanentFaultException(
                "the bus has lost messages that the desk had read (%s): with ./lab down and ./lab up it makes its accounts anew from the executions, or says what else helps"
                        .formatted(what));
    }

    private String what(String how) {
        return "%s/%d up to offset %d, %s".formatted(topic.topicName(), partition, next - 1, how);
    }
}
