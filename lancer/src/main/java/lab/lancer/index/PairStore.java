package lab.lancer.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.PatternRow;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Proposals;
import lab.lancer.pattern.Series;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.Dataset;
import org.lance.WriteParams;
import org.lance.cleanup.CleanupPolicy;
import org.lance.compaction.CompactionOptions;
import org.lance.index.DistanceType;
import org.lance.index.IndexOptions;
import org.lance.index.IndexParams;
import org.lance.index.IndexType;
import org.lance.index.OptimizeOptions;
import org.lance.index.vector.VectorIndexParams;
import org.lance.ipc.Query;
import org.lance.ipc.ScanOptions;
import org.lance.merge.MergeInsertParams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pair's rows in a Lance dataset of their own. Each write is one commit, whole or not at all: a
 * process that is killed leaves the rows of the last.
 */
final class PairStore implements Proposals, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PairStore.class);
    private static final String VECTOR_INDEX = "vectors";
    private static final int SCAN_ROWS = 16_384;

    /** What was looked at of an index: its partitions, some hundreds of vectors each. */
    private static final int PARTITION_ROWS = 1_000;

    private static final int PARTITIONS_MAX = 1_024;
    private static final int PROBES = 40;

    private final Lance lance;
    private final Path folder;
    private final DatasetFiles files;
    private final PatternRules rules;
    private final InstantSource clock;
    private final boolean isAlone;
    private Optional<Dataset> dataset = Optional.empty();
    private boolean hasVectorIndex;

    /**
     * One of a pair.
     *
     * @param isAlone whether no other process may write to it
     */
    PairStore(Lance lance, Path folder, PatternRules rules, InstantSource clock, boolean isAlone) {
        this.lance = lance;
        this.folder = folder;
        this.files = new DatasetFiles(folder);
        this.rules = rules;
        this.clock = clock;
        this.isAlone = isAlone;
    }

    /**
     * What is kept, as a series.
     *
     * @return empty if there is nothing, or what is there was written by other rules
     */
    synchronized Optional<Series> load() throws IndexException {
        if (!Files.isDirectory(folder.resolve("_versions"))) {
            return Optional.empty();
        }
        try {
            Optional<String> damage = files.damage(isAlone);
            if (damage.isPresent()) {
                throw new IOException(damage.get());
            }
            Dataset opened = opened();
            Optional<String> misfit = RowSchema.misfit(opened.getSchema(), rules);
            if (misfit.isPresent()) {
                log.atInfo()
                        .addKeyValue("folder", folder)
                        .addKeyValue("reason", misfit.get())
                        .log("index is made anew from the warm tier");
                return Optional.empty();
            }
            hasVectorIndex = opened.listIndexes().contains(VECTOR_INDEX);
            return Optional.of(read(opened));
        } catch (IOException | RuntimeException e) {
            throw new IndexException("index %s: it must be readable".formatted(folder), e);
        }
    }

    /** Damaged under a process that has it open, it is made anew by the next one. */
    private void checkEnds() throws IOException {
        Optional<String> damage = files.damagedEnd();
        if (damage.isPresent()) {
            throw new IOException(damage.get());
        }
    }

    private Dataset opened() {
        if (dataset.isEmpty()) {
            dataset = Optional.of(lance.open(folder));
        }
        return dataset.get();
    }

    private Series read(Dataset opened) throws IOException {
        var options =
                new ScanOptions.Builder()
                        .columns(
                                List.of(
                                        RowSchema.MINUTE,
                                        RowSchema.CLOSE,
                                        RowSchema.LIVE,
                                        RowSchema.BEST))
                        .batchSize(SCAN_ROWS)
                        .build();
        List<CandleClose> candles = new ArrayList<>();
        Map<Integer, OptionalDouble> bests = new HashMap<>();
        lance.scan(opened, options, batch -> read(batch, candles, bests));
        candles.sort(Comparator.comparingInt(CandleClose::minute));
        Series series = Series.empty(rules).with(candles);
        bests.forEach(series::restoreBest);
        return series;
    }

    private static void read(
            VectorSchemaRoot batch, List<CandleClose> candles, Map<Integer, OptionalDouble> bests) {
        var minutes = (IntVector) batch.getVector(RowSchema.MINUTE);
        var closes = (Float8Vector) batch.getVector(RowSchema.CLOSE);
        var live = (BitVector) batch.getVector(RowSchema.LIVE);
        var best = (Float8Vector) batch.getVector(RowSchema.BEST);
        for (int i = 0; i < batch.getRowCount(); i++) {
            candles.add(new CandleClose(minutes.get(i), closes.get(i), live.get(i) == 1));
            if (!best.isNull(i)) {
                double distance = best.get(i);
                bests.put(
                        minutes.get(i),
                        Double.isFinite(distance)
                                ? OptionalDouble.of(distance)
                                : OptionalDouble.empty());
            }
        }
    }

    /** Puts a series in place of all that is kept, be it readable or not. */
    synchronized void replace(Series series) throws IndexException {
        closeDataset();
        boolean exists = Files.isDirectory(folder.resolve("_versions"));
        try {
            Files.createDirectories(folder.getParent());
            if (exists && files.damage(isAlone).isEmpty() && overwrite(series)) {
                files.note();
                return;
            }
            discard();
            dataset = Optional.of(write(series, WriteParams.WriteMode.CREATE));
            hasVectorIndex = false;
            files.note();
        } catch (IOException | RuntimeException e) {
            throw new IndexException("index %s: it must be writable".formatted(folder), e);
        }
    }

    /** Until it is done, what was kept is read. */
    private boolean overwrite(Series series) {
        try {
            dataset = Optional.of(write(series, WriteParams.WriteMode.OVERWRITE));
            hasVectorIndex = false;
            return true;
        } catch (IOException | RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("folder", folder).log("index is torn");
            return false;
        }
    }

    private Dataset write(Series series, WriteParams.WriteMode mode) throws IOException {
        Schema schema = RowSchema.of(rules);
        try (var reader = new RowBatches(lance.allocator(), schema, series.rows().iterator())) {
            return Dataset.write()
                    .allocator(lance.allocator())
                    .reader(reader)
                    .uri(folder.toString())
                    .mode(mode)
                    .session(lance.session())
                    .execute();
        }
    }

    /** Removes all that is kept. */
    synchronized void discard() throws IOException {
        closeDataset();
        files.forget();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Puts rows in, in place of those of the same minutes. */
    synchronized void merge(Iterator<PatternRow> rows) throws IndexException {
        try (var reader = new RowBatches(lance.allocator(), RowSchema.of(rules), rows);
                var stream = ArrowArrayStream.allocateNew(lance.allocator())) {
            checkEnds();
            Data.exportArrayStream(lance.allocator(), reader, stream);
            Dataset before = opened();
            Dataset after =
                    before.mergeInsert(
                                    new MergeInsertParams(List.of(RowSchema.MINUTE))
                                            .withMatchedUpdateAll()
                                            .withNotMatched(
                                                    MergeInsertParams.WhenNotMatched.InsertAll),
                                    stream)
                            .dataset();
            dataset = Optional.of(after);
            before.close();
            files.note();
        } catch (IOException | RuntimeException e) {
            throw new IndexException("index %s: it must be writable".formatted(folder), e);
        }
    }

    /** Takes the rows of some minutes out. */
    synchronized void remove(Collection<Integer> minutes) throws IndexException {
        String list = minutes.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try {
            checkEnds();
            opened().delete("%s IN (%s)".formatted(RowSchema.MINUTE, list));
            files.note();
        } catch (Exception e) { // also IOException, which its native code throws undeclared
            throw new IndexException("index %s: it must be writable".formatted(folder), e);
        }
    }

    /** Builds an index of the vectors, if there is none. */
    synchronized void indexVectors(int windows) throws IndexException {
        if (hasVectorIndex) {
            return;
        }
        int partitions = Math.clamp(windows / PARTITION_ROWS, 1, PARTITIONS_MAX);
        try {
            opened().createIndex(
                            IndexOptions.builder(
                                            List.of(RowSchema.VECTOR),
                                            IndexType.IVF_FLAT,
                                            IndexParams.builder()
                                                    .setVectorIndexParams(
                                                            VectorIndexParams.ivfFlat(
                                                                    partitions, DistanceType.L2))
                                                    .build())
                                    .withIndexName(VECTOR_INDEX)
                                    .replace(true)
                                    .build());
            hasVectorIndex = true;
            files.note();
        } catch (Exception e) { // also IOException, which its native code throws undeclared
            throw new IndexException("index %s: its vectors must be indexed".formatted(folder), e);
        }
    }

    synchronized boolean hasVectorIndex() {
        return hasVectorIndex;
    }

    @Override
    public synchronized int[] nearest(float[] query, int knownMinute, int count) {
        var nearest =
                new Query.Builder()
                        .setColumn(RowSchema.VECTOR)
                        .setKey(query)
                        .setK(count)
                        .setMinimumNprobes(PROBES)
                        .setDistanceType(DistanceType.L2)
                        .setUseIndex(true)
                        .build();
        var options =
                new ScanOptions.Builder()
                        .columns(List.of(RowSchema.MINUTE, "_distance"))
                        .nearest(nearest)
                        .filter("%s <= %d".formatted(RowSchema.KNOWN, knownMinute))
                        .prefilter(true)
                        .build();
        List<Integer> minutes = new ArrayList<>();
        try {
            lance.scan(
                    opened(),
                    options,
                    batch -> {
                        var column = (IntVector) batch.getVector(RowSchema.MINUTE);
                        for (int i = 0; i < batch.getRowCount(); i++) {
                            minutes.add(column.get(i));
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "index %s: it must be searchable, %s".formatted(folder, e.getMessage()), e);
        }
        return minutes.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Puts small writes together, and lets go of files that nobody has read for a while.
     *
     * @param keep how long somebody may still read what was replaced
     */
    synchronized void tidy(Duration keep) throws IndexException {
        if (dataset.isEmpty()) {
            return;
        }
        try {
            checkEnds();
            opened().compact(CompactionOptions.builder().build());
            if (hasVectorIndex) {
                opened().optimizeIndices(OptimizeOptions.builder().build());
            }
            opened().cleanupWithPolicy(
                            CleanupPolicy.builder()
                                    .withBeforeTimestampMillis(
                                            clock.instant().minus(keep).toEpochMilli())
                                    .withErrorIfTaggedOldVersions(false)
                                    .build());
            files.note();
        } catch (Exception e) { // also IOException, which its native code throws undeclared
            throw new IndexException("index %s: it must be tidied".formatted(folder), e);
        }
    }

    private void closeDataset() {
        dataset.ifPresent(Dataset::close);
        dataset = Optional.empty();
    }

    @Override
    public synchronized void close() {
        closeDataset();
    }
}
