package lab.benchmarks.tiers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import lab.benchmarks.measure.Workspace;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.Ports;
import lab.launcher.fluss.FlussConfig;
import lab.launcher.fluss.FlussServer;

/** What the runs share: the bus, Fluss, and a folder. Every run has tables of its own. */
record Bench(Workspace workspace, Path folder, BenchBus bus, FlussServer fluss, FlussConfig config)
        implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);
    private static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 32_000;

    static Bench start(Workspace workspace, String name) throws IOException, InterruptedException {
        Path folder = workspace.make(name);
        var config =
                new FlussConfig(
                        folder.resolve("fluss"),
                        folder.resolve("zookeeper"),
                        freePort(),
                        freePort(),
                        READY_WITHIN);
        BenchBus bus = BenchBus.start(folder);
        try {
            return new Bench(workspace, folder, bus, FlussServer.start(config), config);
        } catch (IOException | InterruptedException | RuntimeException e) {
            bus.close();
            throw e;
        }
    }

    /** Below those that the system gives to whoever wants any, so that it is still free then. */
    private static int freePort() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT))
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow();
    }

    /** The tiers of one run. */
    TierSettings tiers(String stream, String run, TierSettings.Bus source) throws IOException {
        return new TierSettings(
                stream,
                run,
                source,
                config.bootstrapServers(),
                workspace.make(folder.getFileName() + "/" + run));
    }

    @Override
    public void close() throws IOException {
        fluss.close();
        bus.close();
        workspace.delete(folder);
    }
}
