package lab.iggy.embedded;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.files.KeptFile;
import lab.iggy.embedded.catalog.CatalogFile;
import lab.iggy.embedded.storage.LogRefill;
import lab.iggy.embedded.token.TokenKeeper;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.user.UserFile;

/**
 * A broker that speaks the Apache Iggy 0.8 protocol over TCP and keeps what it is given. After
 * {@link #close} another one can be started on the same directory and port at once.
 *
 * {@snippet :
 * var config = BrokerConfig.in(Path.of("data/iggy")).withPort(0);
 * try (var broker = new EmbeddedBroker(config, InstantSource.system())) {
 *     broker.start();
 *     connect("127.0.0.1", broker.port(), broker.root());
 * }
 * }
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** What says in which format the broker's folder is; segments and offsets go by the first. */
    public static final List<KeptFile> KEPT =
            List.of(DataDirectory.KEPT, CatalogFile.KEPT, TokenKeeper.KEPT, UserFile.KEPT);

    private final BrokerConfig config;
    private final InstantSource clock;
    private final InstantSource expiryClock;
    private Optional<RunningBroker> running = Optional.empty();

    /**
     * A broker that is not started yet.
     *
     * @param clock gives messages their time
     */
    public EmbeddedBroker(BrokerConfig config, InstantSource clock) {
        this(config, clock, clock);
    }

    /**
     * The same with another clock for what cannot be undone.
     *
     * @param expiryClock says what is too old to be kept; see {@link DoubtedClock}
     */
    public EmbeddedBroker(BrokerConfig config, InstantSource clock, InstantSource expiryClock) {
        this.config = config;
        this.clock = clock;
        this.expiryClock = expiryClock;
    }

    /** Recovers what is on disk and listens. A broker is started once. */
    public synchronized void start() throws IOException {
        if (running.isPresent()) {
            throw new IllegalStateException("broker: must be started once");
        }
        running = Optional.of(RunningBroker.start(config, clock, expiryClock));
    }

    private synchronized RunningBroker running() {
        return running.orElseThrow(
                () -> new IllegalStateException("broker: must be started first"));
    }

    /** The port that it listens on. */
    public int port() {
        return running().port();
    }

    /** Who may log in. */
    public Credentials root() {
        return running().root();
    }

    /** What was found at the start. */
    public BrokerReport recovery() {
        return running().report();
    }

    public BrokerStats stats() {
        return running().stats();
    }

    /**
     * Makes a stream, as a client could.
     *
     * @throws IllegalArgumentException if there is one of that name, or none can have it
     */
    public void createStream(String stream) throws IOException {
        running().createStream(stream);
    }

    /**
     * Makes a topic that keeps everything, and its stream if there is none.
     *
     * @throws IllegalArgumentException if there is one of that name, or none can be like that
     */
    public void createTopic(String stream, String topic, int partitions) throws IOException {
        running().createTopic(stream, topic, partitions);
    }

    /**
     * Begins to put messages back that retention has removed from the beginning of a partition.
     *
     * @throws IllegalArgumentException if there is no such partition
     */
    public LogRefill refill(String stream, String topic, int partition) throws IOException {
        return running().log(stream, topic, partition).refill();
    }

    /** Looks for old segments now, rather than when it is time again. */
    void enforceRetention() throws IOException {
        running().enforceRetention();
    }

    /** Ends connections, finishes what was begun and closes all files. */
    @Override
    public synchronized void close() {
        running.ifPresent(RunningBroker::close);
    }
}
