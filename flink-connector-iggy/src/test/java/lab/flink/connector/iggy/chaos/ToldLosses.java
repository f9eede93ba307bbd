package lab.flink.connector.iggy.chaos;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** What the source has said is lost, read from its log as an operator would. */
final class ToldLosses extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final Pattern LOSS =
            Pattern.compile(
                    "data lost, going on: partition (.+)/(\\d+): the message at offset (\\d+) must"
                            + " be there.*");
    private static final String WHO = "lab.flink.connector.iggy.source.reader.DataLossGuard";

    private final String topic;
    private final List<Loss> losses = new CopyOnWriteArrayList<>();

    private record Loss(int partition, long offset) {}

    ToldLosses(String stream, String topic) {
        this.topic = stream + "/" + topic;
        start();
        logger().addAppender(this);
    }

    /** How many there are by now; what comes later counts from here. */
    int count() {
        return losses.size();
    }

    /** Whether this loss, or one before it in its log, has been told since. */
    boolean has(int partition, long offset, int since) {
        return losses.stream()
                .skip(since)
                .anyMatch(loss -> loss.partition() == partition && loss.offset() <= offset);
    }

    @Override
    public void close() {
        logger().detachAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Matcher told = LOSS.matcher(event.getFormattedMessage());
        if (told.matches() && told.group(1).equals(topic)) {
            losses.add(new Loss(Integer.parseInt(told.group(2)), Long.parseLong(told.group(3))));
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(WHO);
    }
}
