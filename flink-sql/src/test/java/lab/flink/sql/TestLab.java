package lab.flink.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.types.Row;

/** A bus, a Fluss and a folder that outlive the clusters and jobs that a test starts on them. */
final class TestLab implements AutoCloseable {
    private final Path folder;
    private final TestBus bus;
    private final EmbeddedFluss fluss;
    private final TierSettings tiers;

    private TestLab(Path folder, TestBus bus, EmbeddedFluss fluss) {
        this.folder = folder;
        this.bus = bus;
        this.fluss = fluss;
        this.tiers =
                new TierSettings(
                        TestBus.STREAM,
                        "crypto",
                        bus.settings(),
                        fluss.servers(),
                        folder.resolve("warehouse"));
    }

    static TestLab start(Path folder) throws Exception {
        return new TestLab(
                folder,
                TestBus.start(folder.resolve("bus")),
                EmbeddedFluss.start(folder.resolve("fluss")));
    }

    TestBus bus() {
        return bus;
    }

    TierSettings tiers() {
        return tiers;
    }

    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    JobSettings jobSettings(int parallelism) {
        return JobSettings.of(checkpoints(), parallelism);
    }

    LabCluster cluster(int parallelism) throws Exception {
        return LabCluster.start(
                Files.createDirectories(folder.resolve("tmp")), parallelism, OptionalInt.empty());
    }

    List<Row> rows(LabCluster cluster, String statement) throws Exception {
        try (var session = QuerySession.open(tiers, Optional.of(cluster), folder.resolve("tmp"));
                QueryResult result = session.execute(statement, false)) {
            var rows = new ArrayList<Row>();
            result.rows().forEachRemaining(rows::add);
            return rows;
        }
    }

    @Override
    public void close() {
        fluss.close();
        bus.close();
    }
}
