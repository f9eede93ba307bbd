package lab.iggy.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.GroupEntry;
import lab.iggy.embedded.command.ServerLimits;
import lab.iggy.embedded.command.StampClock;
import lab.iggy.embedded.server.TcpServer;
import lab.iggy.embedded.storage.IndexCache;
import lab.iggy.embedded.storage.LogSettings;
import lab.iggy.embedded.storage.PartitionLog;
import lab.iggy.embedded.storage.TornTail;
import lab.iggy.embedded.storage.file.OpenFiles;
import lab.iggy.embedded.storage.offsets.OffsetJournal;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.token.TokenKeeper;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.user.UserKeeper;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a broker from start to close. */
record RunningBroker(
        Credentials root,
        BrokerReport report,
        OpenFiles openFiles,
        CatalogKeeper catalog,
        Changes changes,
        Retention retention,
        TcpServer server,
        Closing closing) {
    private static final Logger LOG = LoggerFactory.getLogger(RunningBroker.class);

    /** Indexes of closed segments that are kept in memory. */
    private static final int INDEX_CACHE_MAX = 256;

    private static final Duration JOURNAL_COMPACT_EVERY = Duration.ofSeconds(5);

    /** What was opened, to be closed in the opposite order. */
    static final class Closing {
        private final Deque<AutoCloseable> opened = new ArrayDeque<>();

        <T extends AutoCloseable> T add(T part) {
            opened.push(part);
            return part;
        }

        void close() {
            while (!opened.isEmpty()) {
                var part = opened.pop();
                try {
                    part.close();
                } catch (Exception e) {
                    LOG.atWarn()
                            .addKeyValue("part", part)
                            .setCause(e)
                            .log("part of the broker not closed");
                }
            }
        }
    }

    static RunningBroker start(BrokerConfig config, InstantSource clock, InstantSource expiryClock)
            throws IOException {
        var closing = new Closing();
        try {
            return open(config, clock, expiryClock, closing);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static RunningBroker open(
            BrokerConfig config, InstantSource clock, InstantSource expiryClock, Closing closing)
            throws IOException {
        long startedNanos = System.nanoTime();
        var directory = closing.add(DataDirectory.lock(config.dataDirectory()));
        var root =
                config.root().isPresent()
                        ? config.root().get()
                        : RootSecret.readOrMake(config.rootSecretFile());
        var openFiles = closing.add(new OpenFiles(config.openFilesMax()));
        var settings =
                new LogSettings(
                        config.segmentBytes(),
                        config.enforceFsync(),
                        openFiles,
                        new IndexCache(INDEX_CACHE_MAX));
        var tornTails = new ArrayList<TornTail>();
        var depth = directory.checkDepth();
        var catalog =
                CatalogKeeper.open(
                        config.dataDirectory(),
                        settings,
                        clock,
                        path -> PartitionLog.recover(path, settings, depth, tornTails::add));
        if (directory.mustBeForced()) {
            for (var partition : catalog.catalog().partitions().toList()) {
                partition.log().force();
            }
        }
        directory.markChecked();
        var orphans = catalog.removeOrphans();
        var partitions = catalog.catalog().partitions().toList();
        var journal =
                closing.add(
                        OffsetJournal.open(
                                config.dataDirectory().resolve("offsets"),
                                config.enforceFsync(),
                                partitions.stream()
                                        .collect(
                                                Collectors.toMap(
                                                        Partition::uid, Function.identity()))));
        forgetGroups(catalog, journal);
        int lowered = 0;
        for (var partition : partitions) {
            lowered += journal.clamp(partition);
        }
        var workers = closing.add(new Workers(config.connectionsMax()));
        var server =
                closing.add(
                        new TcpServer(
                                new TcpServer.Parts(
                                        UserKeeper.open(
                                                config.dataDirectory().resolve("users"),
                                                root,
                                                clock.instant()),
                                        config.dataDirectory(),
                                        catalog,
                                        TokenKeeper.open(config.dataDirectory().resolve("tokens")),
                                        journal,
                                        new StampClock(clock, System::nanoTime, newest(catalog)),
                                        workers.control(),
                                        workers.disk(),
                                        workers.passwords()),
                                new ServerLimits(
                                        config.ioThreads(),
                                        config.connectionsMax(),
                                        config.sendBytesMax(),
                                        2L * config.sendBytesMax(),
                                        config.enforceFsync()),
                                new InetSocketAddress(config.host(), config.port())));
        var retention = new Retention(catalog, expiryClock);
        workers.every(config.retentionEvery(), "retention", retention::enforce);
        workers.every(
                JOURNAL_COMPACT_EVERY,
                "offset journal",
                () -> journal.compact(catalog.catalog().partitions().toList()));
        var report =
                report(
                        catalog,
                        tornTails,
                        orphans,
                        lowered,
                        Duration.ofNanos(System.nanoTime() - startedNanos));
        log(config, server, report);
        var changes = new Changes(catalog, workers.control());
        return new RunningBroker(
                root, report, openFiles, catalog, changes, retention, server, closing);
    }

    /** A broker may have died between taking a group from the catalog and its offsets away. */
    private static void forgetGroups(CatalogKeeper catalog, OffsetJournal journal)
            throws IOException {
        for (var topic : catalog.catalog().topics().toList()) {
            var known =
                    topic.groups().all().stream().map(GroupEntry::id).collect(Collectors.toSet());
            for (var partition : topic.partitions()) {
                journal.keepGroups(partition, known::contains);
            }
        }
    }

    /** The newest stamp of all partitions. */
    private static long newest(CatalogKeeper catalog) {
        return catalog.catalog()
                .partitions()
                .mapToLong(partition -> partition.log().newestTimestamp())
                .max()
                .orElse(0);
    }

    private static BrokerReport report(
            CatalogKeeper keeper,
            List<TornTail> tornTails,
            List<Path> orphans,
            int lowered,
            Duration took) {
        var catalog = keeper.catalog();
        return new BrokerReport(
                catalog.streams().size(),
                (int) catalog.topics().count(),
                (int) catalog.partitions().count(),
                catalog.partitions().mapToLong(p -> p.log().messages()).sum(),
                tornTails,
                orphans,
                lowered,
                took);
    }

    private static void log(BrokerConfig config, TcpServer server, BrokerReport report) {
        for (var torn : report.tornTails()) {
            LOG.atWarn()
                    .addKeyValue("log", torn.log())
                    .addKeyValue("bytes_cut", torn.bytesCut())
                    .addKeyValue("messages_restored", torn.messagesRestored())
                    .addKeyValue("next_offset", torn.nextOffset())
                    .addKeyValue("reason", torn.reason())
                    .log("torn tail cut");
        }
        LOG.atInfo()
                .addKeyValue("host", config.host())
                .addKeyValue("port", server.port())
                .addKeyValue("data", config.dataDirectory())
                .addKeyValue("partitions", report.partitions())
                .addKeyValue("messages", report.messages())
                .addKeyValue("torn_tails", report.tornTails().size())
                .addKeyValue("orphans", report.orphans().size())
                .addKeyValue("took_ms", report.took().toMillis())
                .log("broker listens");
    }

    int port() {
        return server.port();
    }

    void enforceRetention() throws IOException {
        retention.enforce();
    }

    void createStream(String stream) throws IOException {
        changes.createStream(stream);
    }

    void createTopic(String stream, String topic, int partitions) throws IOException {
        changes.createTopic(stream, topic, partitions);
    }

    PartitionLog log(String stream, String topic, int partition) {
        try {
            return catalog.catalog()
                    .partition(new Identifier.Named(stream), new Identifier.Named(topic), partition)
                    .log();
        } catch (RefusedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    BrokerStats stats() {
        var now = catalog.catalog();
        var traffic = server.traffic();
        return new BrokerStats(
                traffic.messagesIn(),
                traffic.messagesOut(),
                traffic.bytesIn(),
                traffic.bytesOut(),
                traffic.requestsRefused(),
                server.sessions().count(),
                now.streams().size(),
                (int) now.topics().count(),
                (int) now.partitions().count(),
                now.partitions().mapToLong(p -> p.log().messages()).sum(),
                now.partitions().mapToLong(p -> p.log().sizeBytes()).sum(),
                openFiles.count());
    }

    void close() {
        closing.close();
    }
}
