package lab.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lab.cold.ColdColumns;
import lab.cold.ColdLog;
import lab.cold.ColdMerge;
import lab.cold.ColdScan;
import lab.cold.CommitLocks;
import lab.cold.Names;
import lab.cold.PayloadPool;
import lab.cold.Rows;
import lab.domain.EventTime;
import lab.domain.Pair;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cold tier has of a market, as of one moment: each table in the snapshot that was its
 * newest then.
 *
 * <p>Maintenance lets old snapshots go, and with them the files that were put together since. A
 * replay may take days, so it tags its snapshots, and takes the tags away when it has ended.
 */
final class Recording implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recording.class);
    private static final List<Source> MARKET =
            List.of(Source.TRADES, Source.TICKS, Source.HEARTBEATS);

    private final HadoopCatalog catalog;
    private final String database;
    private final String tag;
    private final PayloadPool pool;
    private final Map<Source, Table> tables = new EnumMap<>(Source.class);
    private final Map<Source, Snapshot> snapshots = new EnumMap<>(Source.class);

    private Recording(ReplayOptions options) {
        String warehouse = options.warehouse().resolve("iceberg").toUri().toString();
        this.catalog = new HadoopCatalog();
        catalog.setConf(new Configuration());
        catalog.initialize(
                "cold",
                Map.of(
                        CatalogProperties.WAREHOUSE_LOCATION,
                        warehouse,
                        CatalogProperties.LOCK_IMPL,
                        CommitLocks.class.getName()));
        this.database = options.database();
        this.tag = "replay-" + options.stream();
        this.pool = new PayloadPool(options.folder());
    }

    /**
     * Opens the tables as they were.
     *
     * @param pinned the snapshots that a replay has begun with; without them they are chosen
     */
    static Recording open(ReplayOptions options, Optional<Map<String, Long>> pinned)
            throws ReplayException {
        var recording = new Recording(options);
        try {
            recording.load(Source.of(options.orders()));
            if (pinned.isPresent()) {
                recording.pin(pinned.get());
            } else {
                recording.choose(options.asOf());
            }
            return recording;
        } catch (ReplayException | RuntimeException e) {
            recording.close();
            throw e;
        }
    }

    private void load(List<Source> sources) throws ReplayException {
        for (Source source : sources) {
            var id = TableIdentifier.of(Namespace.of(database), source.table());
            if (catalog.tableExists(id)) {
                tables.put(source, catalog.loadTable(id));
            } else if (source.isMarket()) {
                throw new ReplayException(
                        "cold tier: it must have the table %s.%s, has not; ./lab up makes it, and records"
                                .formatted(database, source.table()));
            }
        }
    }

    private void choose(Optional<String> asOf) throws ReplayException {
        if (asOf.isEmpty()) {
            tables.forEach((source, table) -> note(source, table.currentSnapshot()));
        } else {
            long millis =
                    ReplayOptions.isSnapshot(asOf.get())
                            ? madeAt(asOf.get())
                            : Instant.parse(asOf.get()).toEpochMilli();
            for (Map.Entry<Source, Table> each : tables.entrySet()) {
                note(each.getKey(), asOf(each.getValue(), millis));
            }
        }
        if (MARKET.stream().noneMatch(snapshots::containsKey)) {
            throw new ReplayException(
                    asOf.isEmpty()
                            ? "cold tier: it must hold messages, holds none yet; ./lab up records them"
                            : "--as-of: the cold tier must have held messages by %s, held none; %s"
                                    .formatted(asOf.get(), kept()));
        }
    }

    private void note(Source source, @Nullable Snapshot snapshot) {
        if (snapshot != null) {
            snapshots.put(source, snapshot);
        }
    }

    private static @Nullable Snapshot asOf(Table table, long millis) {
        Snapshot newest = null;
        for (Snapshot snapshot : table.snapshots()) {
            if (snapshot.timestampMillis() <= millis
                    && (newest == null || newest.sequenceNumber() < snapshot.sequenceNumber())
                    && SnapshotUtil.isAncestorOf(table, snapshot.snapshotId())) {
                newest = snapshot;
            }
        }
        return newest;
    }

    private long madeAt(String id) throws ReplayException {
        for (Table table : tables.values()) {
            for (Snapshot snapshot : table.snapshots()) {
                if (Long.toString(snapshot.snapshotId()).equals(id)) {
                    return snapshot.timestampMillis();
                }
            }
        }
        throw new ReplayException(
                "--as-of: must be a snapshot that a table of the cold tier has, was %s; %s"
                        .formatted(id, kept()));
    }

    /** What can be asked for: maintenance lets old snapshots go. */
    private String kept() {
        return "kept are "
                + tables.entrySet().stream()
                        .filter(it -> it.getValue().currentSnapshot() != null)
                        .map(it ->
                                "%s since %s".formatted(it.getKey().table(), oldest(it.getValue())))
                        .collect(Collectors.joining(", "));
    }

    private static Instant oldest(Table table) {
        long oldest = Long.MAX_VALUE;
        // A tag may keep an older one, and what came between them is gone
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            oldest = Math.min(oldest, snapshot.timestampMillis());
        }
        return Instant.ofEpochMilli(oldest);
    }

    private void pin(Map<String, Long> pinned) throws ReplayException {
        for (Map.Entry<Source, Table> each : tables.entrySet()) {
            Long id = pinned.get(each.getKey().table());
            if (id == null) {
                continue; // it had nothing then
            }
            @Nullable Snapshot snapshot = each.getValue().snapshot(id);
            if (snapshot == null) {
                throw new ReplayException(
                        "cold tier: it must have snapshot %d of %s.%s, with which this replay began, has not; --clean starts afresh"
                                .formatted(id, database, each.getKey().table()));
            }
            snapshots.put(each.getKey(), snapshot);
        }
    }

    Map<String, Long> snapshots() {
        Map<String, Long> ids = new TreeMap<>();
        snapshots.forEach((source, snapshot) -> ids.put(source.table(), snapshot.snapshotId()));
        return ids;
    }

    /** Has the snapshots kept until {@link #untag}. */
    void tag() {
        snapshots.forEach((source, snapshot) -> {
            Table table = table(source);
            var there = table.refs().get(tag);
            if (there != null && there.snapshotId() == snapshot.snapshotId()) {
                return;
            }
            retag(
                    table,
                    there == null
                            ? it -> it.createTag(tag, snapshot.snapshotId())
                            : it -> it.replaceTag(tag, snapshot.snapshotId()));
        });
    }

    void untag() {
        tables.values().stream()
                .filter(table -> table.refs().containsKey(tag))
                .forEach(table -> retag(table, it -> it.removeTag(tag)));
    }

    private interface Change {
        void on(org.apache.iceberg.ManageSnapshots snapshots);
    }

    /** Without a tag it goes as well, as long as nobody cleans up. */
    private static void retag(Table table, Change change) {
        try {
            var manage = table.manageSnapshots();
            change.on(manage);
            manage.commit();
        } catch (CommitFailedException | org.apache.iceberg.exceptions.RuntimeIOException e) {
            log.warn("snapshot not tagged table={} reason={}", table.name(), e.toString());
        }
    }

    private Table table(Source source) {
        return Optional.ofNullable(tables.get(source)).orElseThrow();
    }

    /** Of what a replay is going to give. */
    ReplaySpan span(ReplayOptions options) throws ReplayException {
        try {
            ColdLog.Extent asked = extent(options);
            if (asked.rows() == 0) {
                ColdLog.Extent all = extent(options.between(Optional.empty(), Optional.empty()));
                throw new ReplayException(
                        "replay: there must be messages %s, are none; the cold tier holds %s"
                                .formatted(
                                        said(options),
                                        all.rows() == 0
                                                ? "none"
                                                : "%s to %s"
                                                        .formatted(
                                                                EventTime.ofMicros(all.oldest()),
                                                                EventTime.ofMicros(all.newest()))));
            }
            return new ReplaySpan(
                    later(options.from(), EventTime.ofMicros(asked.oldest())),
                    earlier(options.to(), EventTime.ofMicros(asked.newest())),
                    asked.rows(),
                    snapshots());
        } catch (IOException e) {
            throw new ReplayException("cold tier: it must be readable, " + e.getMessage(), e);
        }
    }

    static String said(ReplayOptions options) {
        return options.from().map(from -> "from " + from).orElse("from the beginning")
                + options.to().map(to -> " to " + to).orElse("");
    }

    private static Instant later(Optional<Instant> one, Instant other) {
        return one.filter(it -> it.isAfter(other)).orElse(other);
    }

    private static Instant earlier(Optional<Instant> one, Instant other) {
        return one.filter(it -> it.isBefore(other)).orElse(other);
    }

    private ColdLog.Extent extent(ReplayOptions options) throws IOException {
        ColdLog.Extent all = null;
        for (Source source : MARKET) {
            var scan = new ColdScan(files(source, options), _ -> true, Long.MIN_VALUE, pool);
            ColdLog.Extent extent = log(source, new Names(), scan).extent();
            all = all == null ? extent : all.and(extent);
        }
        return Optional.ofNullable(all).orElseThrow();
    }

    private ColdLog log(Source source, Names names, ColdScan scan) throws IOException {
        return ColdLog.of(
                source.columns(),
                names,
                Optional.ofNullable(tables.get(source)),
                Optional.ofNullable(snapshots.get(source)),
                scan);
    }

    /**
     * Sees to it that there are pairs that were asked for.
     *
     * @throws ReplayException naming those that there are
     */
    void check(List<Pair> pairs) throws ReplayException {
        Set<String> missing = new TreeSet<>();
        pairs.forEach(pair -> missing.add(pair.name()));
        Set<String> seen = new TreeSet<>();
        try {
            for (Source source : List.of(Source.HEARTBEATS, Source.TICKS, Source.TRADES)) {
                if (missing.isEmpty()) {
                    return;
                }
                look(source, missing, seen);
            }
        } catch (IOException e) {
            throw new ReplayException("cold tier: it must be readable, " + e.getMessage(), e);
        }
        if (!missing.isEmpty()) {
            throw new ReplayException(
                    "--pairs: the cold tier must have %s, has %s"
                            .formatted(String.join(", ", missing), String.join(", ", seen)));
        }
    }

    private void look(Source source, Set<String> missing, Set<String> seen) throws IOException {
        var names = new Names();
        var scan =
                ColdScan.of(
                        rows -> {
                            String name = names.name(rows.newest(Rows.FIRST));
                            seen.add(name);
                            missing.remove(name);
                            return false;
                        },
                        pool);
        ColdLog pairs =
                ColdLog.of(
                        new ColdColumns(source.table(), List.of("pair"), false),
                        names,
                        Optional.ofNullable(tables.get(source)),
                        Optional.ofNullable(snapshots.get(source)),
                        scan);
        while (!missing.isEmpty() && pairs.readNext()) {
            // The filter has seen the row group
        }
    }

    /** What is to be replayed, from a position on. */
    ColdMerge merge(
            ReplayOptions options,
            ReplayPosition position,
            Names names,
            Map<ColdLog, Source> sources)
            throws IOException {
        List<ColdLog> logs = new ArrayList<>();
        for (Source source : Source.of(options.orders())) {
            var scan =
                    new ColdScan(
                            files(source, options),
                            new Wanted(source, options, position, names),
                            position.newestStamp(),
                            pool);
            ColdLog of = log(source, names, scan);
            for (ColdLog.Partition partition : of.partitions()) {
                ReplayPosition.Place place = position.of(source).get(partition.number());
                partition.goOn(place.offset(), place.stamp());
            }
            sources.put(of, source);
            logs.add(of);
        }
        return ColdMerge.readingAhead(logs);
    }

    /** What clearing cost is asked for from the beginning, and so are funds. */
    private static Expression files(Source source, ReplayOptions options) {
        Expression wanted = Expressions.alwaysTrue();
        if (options.from().isPresent() && source.isMarket()) {
            wanted =
                    Expressions.and(
                            wanted,
                            Expressions.greaterThanOrEqual(
                                    source.timeColumn(), EventTime.toMicros(options.from().get())));
        }
        if (options.to().isPresent()) {
            wanted =
                    Expressions.and(
                            wanted,
                            Expressions.lessThan(
                                    source.timeColumn(), EventTime.toMicros(options.to().get())));
        }
        return wanted;
    }

    /** Whether a row is replayed, and was not yet. */
    private static final class Wanted implements ColdScan.RowFilter {
        private final Source source;
        private final long from;
        private final long to;
        private final Set<Long> pairs;
        private final long[] takenUpTo;

        Wanted(Source source, ReplayOptions options, ReplayPosition position, Names names) {
            this.source = source;
            this.from = options.from().map(EventTime::toMicros).orElse(Long.MIN_VALUE);
            this.to = options.to().map(EventTime::toMicros).orElse(Long.MAX_VALUE);
            this.pairs = new HashSet<>();
            for (Pair pair : options.pairs()) {
                pairs.add((long) names.number(pair.name()));
            }
            this.takenUpTo =
                    position.of(source).stream().mapToLong(ReplayPosition.Place::offset).toArray();
        }

        @Override
        public boolean keeps(Rows rows) {
            int partition = (int) rows.newest(Rows.PARTITION);
            if (rows.newest(Rows.OFFSET) <= takenUpTo[partition]) {
                return false;
            }
            long time = rows.newest(Source.TIME);
            if (time >= to) {
                return false;
            }
            if (source == Source.TERMS) {
                return true;
            }
            long pair = rows.newest(Source.PAIR);
            if (pair == Rows.NONE) {
                return true; // funds
            }
            return time >= from && (pairs.isEmpty() || pairs.contains(pair));
        }
    }

    /** Whoever reads must have ended. */
    @Override
    public void close() {
        pool.close();
        try {
            catalog.close();
        } catch (IOException e) {
            log.warn("cold tier not closed", e);
        }
    }
}
