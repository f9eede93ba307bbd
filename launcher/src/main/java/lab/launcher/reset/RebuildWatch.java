package lab.launcher.reset;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.servicekit.Health;
import lab.servicekit.Worker;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.BusRetention;
import lab.topics.BusTopics;

/**
 * Has the bus keep everything until the jobs have read what a {@link Rebuild} began, and ends it.
 */
public final class RebuildWatch implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration BUS_WITHIN = Duration.ofSeconds(30);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

    private static final String UNDER_WAY =
            "the jobs make anew what a reset took away; until they have, the bus keeps everything";

    private final DataDir data;
    private final BusConnection connection;
    private final BusRetention kept;
    private final Consumer<String> say;
    private final Worker worker;

    /** What the topics keep once nothing is made anew any more. */
    public RebuildWatch(
            DataDir data, BusConnection connection, BusRetention kept, Consumer<String> say) {
        this.data = data;
        this.connection = connection;
        this.kept = kept;
        this.say = say;
        this.worker = new Worker("rebuild-watch", BETWEEN_LOOKS, this::look);
    }

    /** What the topics keep at a start. */
    public static BusRetention retention(DataDir data, BusRetention wanted) {
        return Rebuild.isUnderWay(data) ? BusRetention.FOR_EVER : wanted;
    }

    public void start() {
        if (Rebuild.isUnderWay(data)) {
            say.accept(UNDER_WAY);
            worker.start();
        }
    }

    /** While it is under way it is a part: one that cannot go on would keep everything for ever. */
    public void addTo(Health health) {
        if (Rebuild.isUnderWay(data)) {
            health.check(
                    "rebuild",
                    worker::trouble,
                    () -> Optional.of(UNDER_WAY).filter(_ -> Rebuild.isUnderWay(data)));
        }
    }

    private Duration look() throws IOException, LabException, BusException, InterruptedException {
        if (Rebuild.isUnderWay(data)) {
            lookAt(Rebuild.read(data));
        }
        return BETWEEN_LOOKS;
    }

    private void lookAt(Rebuild rebuild) throws IOException, BusException, InterruptedException {
        try (var offsets = new BusOffsets(connection)) {
            if (rebuild.left(offsets, Bus.LIVE_STREAM) > 0) {
                return;
            }
        }
        BusTopics.ensure(connection, Bus.LIVE_STREAM, kept, BUS_WITHIN);
        Rebuild.end(data);
        say.accept("the jobs have made anew what the reset took away");
    }

    @Override
    public void close() {
        worker.closeNow(CLOSES_WITHIN);
    }
}
