package lab.launcher.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;

/** How the processes of a cluster are, each as it says itself. */
public final class ClusterStatus {
    private ClusterStatus() {}

    /**
     * One of them.
     *
     * @param since when it was started last
     * @param reason why it does not do its work; empty if it does
     */
    public record Line(
            String part,
            Optional<Long> pid,
            Optional<Instant> since,
            int restarts,
            boolean healthy,
            Optional<String> reason) {}

    /** Asks all. */
    public static List<Line> of(DataDir data, Ports ports)
            throws LabException, InterruptedException {
        List<PartState> states = PartState.read(data);
        List<Line> lines = new ArrayList<>();
        try (var probe = new PartProbe(ports);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Line>> asked = new ArrayList<>();
            for (PartState state : states) {
                asked.add(threads.submit(() -> line(state, data, probe)));
            }
            for (Future<Line> each : asked) {
                lines.add(each.get());
            }
            return lines;
        } catch (ExecutionException e) {
            throw new LabException("status: " + LabException.reason(e), e);
        }
    }

    private static Line line(PartState state, DataDir data, PartProbe probe)
            throws InterruptedException {
        Optional<ProcessHandle> process = state.process();
        Optional<String> reason =
                process.isEmpty()
                        ? Optional.of(
                                state.last()
                                        .map("it does not run, "::concat)
                                        .orElse("it was not started yet, what it needs is not up"))
                        : trouble(Part.parse(state.part()), process.get().pid(), data, probe);
        return new Line(
                state.part(),
                process.map(ProcessHandle::pid),
                state.since(),
                state.restarts(),
                reason.isEmpty(),
                reason);
    }

    private static Optional<String> trouble(Part part, long pid, DataDir data, PartProbe probe)
            throws InterruptedException {
        if (part.tellsReady() && !ReadyFile.isOf(new ClusterFolder(data).ready(part), pid)) {
            return Optional.of("it is starting");
        }
        return probe.trouble(part);
    }
}
