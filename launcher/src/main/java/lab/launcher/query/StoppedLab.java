package lab.launcher.query;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.fluss.FlussConfig;
import lab.launcher.fluss.FlussServer;
import lab.launcher.process.DataDirLock;
import lab.launcher.tables.Tiers;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a lab that does not run. Warm and cold are files, so that a small Flink in this
 * process is enough; hot wants its server, and with it the lock of the data directory.
 */
public final class StoppedLab implements AutoCloseable {
    private static final Pattern NEEDS_HOT = Pattern.compile("(?i)\\bhot\\b|\\bcatalogs\\b");
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private final DataDir data;
    private final Optional<String> branch;
    private final Ports ports = Ports.anyFree();
    private final OwnTmp tmp;
    private @Nullable DataDirLock lock;
    private @Nullable FlussServer fluss;
    private @Nullable Queries queries;

    public StoppedLab(DataDir data) throws LabException {
        this(data, Optional.empty());
    }

    /**
     * With the cold tier at a branch.
     *
     * @param branch empty for the tables themselves
     */
    public StoppedLab(DataDir data, Optional<String> branch) throws LabException {
        this.data = data;
        this.branch = branch;
        this.tmp = OwnTmp.open("tidemark-sql");
    }

    /** Runs a statement to its end. */
    public void answer(String statement, boolean follow, AnswerSink sink)
            throws LabException, IOException, InterruptedException {
        if (fluss == null && NEEDS_HOT.matcher(statement).find()) {
            startFluss();
            closeQueries();
        }
        queries().answer(statement, follow, sink);
    }

    private void startFluss() throws LabException, InterruptedException {
        data.prepare();
        data.checkIsOfOneProcess();
        lock = DataDirLock.take(data, "lab sql");
        var config =
                new FlussConfig(
                        data.fluss(),
                        data.zookeeper(),
                        ports.fluss(),
                        ports.zookeeper(),
                        READY_WITHIN);
        try {
            fluss = FlussServer.start(config);
        } catch (IOException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    private Queries queries() throws LabException {
        if (queries == null) {
            queries =
                    fluss == null
                            ? Queries.openOnFiles(Tiers.of(data, ports), tmp.folder())
                            : Queries.open(Tiers.of(data, ports), Optional.empty(), tmp.folder());
            if (branch.isPresent()) {
                queries.useBranch(branch.get());
            }
        }
        return queries;
    }

    @Override
    public void close() {
        closeQueries();
        if (fluss != null) {
            fluss.close();
        }
        if (lock != null) {
            lock.close();
        }
        tmp.close();
    }

    private void closeQueries() {
        if (queries != null) {
            queries.close();
            queries = null;
        }
    }
}
