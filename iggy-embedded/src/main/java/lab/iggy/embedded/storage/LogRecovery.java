package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lab.files.DurableFiles;
import lab.iggy.embedded.storage.PartitionLog.Depth;

/**
 * Finds out how far the segments of a partition reach. Closed segments are taken at their index's
 * word if their last batch is there and checks. In the newest one the index entries must follow
 * each other, and the messages they announce must be there and check; from the first batch that
 * does not on, everything is cut off. Messages that lie behind the last entry can only be there if
 * the index was lost with the machine: they are kept one by one as far as they check.
 */
final class LogRecovery {
    /**
     * What {@link PartitionLog.Depth#TAIL} checks of a closed segment: more than the system keeps
     * unwritten for one file.
     */
    private static final long TAIL_BYTES = 64L << 20;

    private final Path directory;
    private final LogSettings settings;
    private final Depth depth;
    private final Consumer<TornTail> tornTails;

    LogRecovery(Path directory, LogSettings settings, Depth depth, Consumer<TornTail> tornTails) {
        this.directory = directory;
        this.settings = settings;
        this.depth = depth;
        this.tornTails = tornTails;
    }

    List<Segment> segments() throws IOException {
        LogRefill.clear(directory);
        removeIndexesAlone();
        var bases = baseOffsets();
        var segments = new ArrayList<Segment>();
        for (int i = 0; i < bases.size(); i++) {
            var segment =
                    new Segment(
                            directory, bases.get(i), settings.openFiles(), settings.indexCache());
            boolean newest = i == bases.size() - 1;
            try (var pinned = new SegmentFiles(segment)) {
                if (newest || depth == Depth.TAIL || !takeAtItsWord(segment, pinned)) {
                    check(segment, pinned, newest);
                }
            }
            segments.add(segment);
        }
        return segments;
    }

    /**
     * Removes indexes whose log a power loss has taken, or whose removal it has undone: the next
     * segment with their name must not begin with their entries.
     */
    private void removeIndexesAlone() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var indexes = Files.newDirectoryStream(directory, "*" + Segment.INDEX_SUFFIX)) {
            for (var index : indexes) {
                var name = String.valueOf(index.getFileName());
                var log =
                        name.substring(0, name.length() - Segment.INDEX_SUFFIX.length())
                                + Segment.LOG_SUFFIX;
                if (!Files.exists(directory.resolve(log))) {
                    DurableFiles.deleteIfExists(index);
                }
            }
        }
    }

    private List<Long> baseOffsets() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{20}\\.log"))
                    .map(name ->
                            Long.valueOf(
                                    name.substring(0, name.length() - Segment.LOG_SUFFIX.length())))
                    .sorted()
                    .toList();
        }
    }

    /** Lengths alone say nothing: a file may have its length and no bytes after a power loss. */
    private static boolean takeAtItsWord(Segment segment, SegmentFiles files) throws IOException {
        long size = files.index.size();
        long logSize = files.log.size();
        if (size == 0 || size % IndexEntry.BYTES != 0) {
            return false;
        }
        var first = entryAt(files.index, 0);
        var last = entryAt(files.index, size - IndexEntry.BYTES);
        if (last.end() != logSize
                || !last.endsBatch()
                || last.count() <= 0
                || last.position() < 0
                || first.offset() != 0
                || first.position() != 0
                || !sound(last, new LogScanner(files.log, logSize), segment.baseOffset())) {
            return false;
        }
        segment.extent(
                new Segment.Extent(
                        last.end(),
                        (int) size,
                        segment.baseOffset() + last.nextOffset(),
                        first.timestamp(),
                        last.timestamp()));
        return true;
    }

    private static IndexEntry entryAt(FileChannel file, long position) throws IOException {
        var bytes = ByteBuffer.allocate(IndexEntry.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {}
        return IndexEntry.read(bytes.flip());
    }

    private void check(Segment segment, SegmentFiles files, boolean newest) throws IOException {
        long logSize = files.log.size();
        var announced = IndexFiles.readAll(files.index);
        var good = goodEntries(announced, files.log, logSize, segment.baseOffset(), newest);
        int known = good.entries.size();
        if (good.indexEnds) {
            restore(segment, files.log, logSize, good.entries);
        }
        var last = good.entries.isEmpty() ? null : good.entries.getLast();
        int end = last == null ? 0 : last.end();
        int next = last == null ? 0 : last.nextOffset();
        int restored = next - (known == 0 ? 0 : good.entries.get(known - 1).nextOffset());
        boolean isWhole =
                logSize == end
                        && restored == 0
                        && files.index.size() == (long) known * IndexEntry.BYTES;
        files.log.truncate(end);
        files.index.truncate((long) known * IndexEntry.BYTES);
        IndexFiles.append(
                files.index,
                (long) known * IndexEntry.BYTES,
                good.entries.subList(known, good.entries.size()));
        if (!isWhole) {
            segment.force();
            DurableFiles.forceDirectory(directory);
        }
        if (logSize > end || restored > 0) {
            var reason = good.indexEnds ? "messages that no index entry announces" : good.reason;
            tornTails.accept(
                    new TornTail(
                            segment.log().path(),
                            logSize - end,
                            segment.baseOffset() + next,
                            restored,
                            reason));
        }
        publish(segment, good.entries, newest);
    }

    private static void publish(Segment segment, List<IndexEntry> entries, boolean newest) {
        var sparse = new SparseIndex();
        entries.forEach(entry -> sparse.add(entry.offset(), entry.position(), entry.timestamp()));
        if (newest) {
            segment.open(sparse);
        }
        if (!entries.isEmpty()) {
            var last = entries.getLast();
            segment.extent(
                    new Segment.Extent(
                            last.end(),
                            entries.size() * IndexEntry.BYTES,
                            segment.baseOffset() + last.nextOffset(),
                            entries.getFirst().timestamp(),
                            last.timestamp()));
        }
    }

    /**
     * The entries that can be believed.
     *
     * @param indexEnds whether the entries end, or stop making sense, rather than announce messages
     *     that are not there
     */
    private record Good(List<IndexEntry> entries, boolean indexEnds, String reason) {}

    private Good goodEntries(
            List<IndexEntry> announced, FileChannel log, long logSize, long base, boolean newest)
            throws IOException {
        long checkedFrom =
                switch (depth) {
                    case LAST_BATCH -> lastBatch(announced);
                    case NEWEST -> 0;
                    case TAIL -> newest ? 0 : logSize - TAIL_BYTES;
                };
        var scanner = new LogScanner(log, logSize);
        var reason = "";
        boolean indexEnds = true;
        int count = 0;
        int end = 0;
        int next = 0;
        for (var entry : announced) {
            if (entry.position() != end
                    || entry.offset() != next
                    || entry.count() <= 0
                    || entry.size() <= 0) {
                break;
            }
            if (end + (long) entry.size() > logSize) {
                indexEnds = false;
                reason = "batch announced, but not written to its end";
                break;
            }
            if (entry.end() > checkedFrom && !sound(entry, scanner, base)) {
                indexEnds = false;
                reason = "batch announced, but its bytes do not check";
                break;
            }
            end = entry.end();
            next = entry.nextOffset();
            count++;
        }
        while (count > 0 && !announced.get(count - 1).endsBatch()) {
            count--;
            indexEnds = false;
            reason = reason.isEmpty() ? "batch announced only in part" : reason;
        }
        return new Good(new ArrayList<>(announced.subList(0, count)), indexEnds, reason);
    }

    /** Where the last batch that is announced starts in the log. */
    private static long lastBatch(List<IndexEntry> announced) {
        int i = announced.size() - 1;
        while (i > 0 && !announced.get(i - 1).endsBatch()) {
            i--;
        }
        return i < 0 ? 0 : announced.get(i).position();
    }

    private static boolean sound(IndexEntry entry, LogScanner scanner, long base)
            throws IOException {
        scanner.moveTo(entry.position());
        var checksums = Checksums.ofThread();
        checksums.startEntry();
        for (int i = 0; i < entry.count(); i++) {
            if (i == IndexEntry.MESSAGES_MAX || !scanner.next(base + entry.offset() + i)) {
                return false;
            }
            checksums.addMessage(scanner.checksum());
        }
        var again =
                checksums.endEntry(
                        entry.offset(),
                        entry.count(),
                        entry.endsBatch(),
                        entry.position(),
                        entry.size(),
                        entry.timestamp());
        return again.equals(entry) && scanner.position() == entry.end();
    }

    /** Adds entries for the sound messages behind the last known one. */
    private static void restore(
            Segment segment, FileChannel log, long logSize, List<IndexEntry> entries)
            throws IOException {
        int end = entries.isEmpty() ? 0 : entries.getLast().end();
        int next = entries.isEmpty() ? 0 : entries.getLast().nextOffset();
        var scanner = new LogScanner(log, Math.min(logSize, Integer.MAX_VALUE));
        scanner.moveTo(end);
        var checksums = Checksums.ofThread();
        while (scanner.next(segment.baseOffset() + next)) {
            checksums.startEntry();
            checksums.addMessage(scanner.checksum());
            entries.add(
                    checksums.endEntry(next, 1, true, end, scanner.size(), scanner.timestamp()));
            end += scanner.size();
            next++;
        }
    }

    /** Both files of a segment, open. */
    private static final class SegmentFiles implements AutoCloseable {
        final Segment segment;
        final FileChannel log;
        final FileChannel index;

        SegmentFiles(Segment segment) throws IOException {
            this.segment = segment;
            this.log = segment.log().pin();
            try {
                this.index = segment.index().pin();
            } catch (IOException | RuntimeException e) {
                segment.log().unpin();
                throw e;
            }
        }

        @Override
        public void close() {
            segment.log().unpin();
            segment.index().unpin();
        }
    }
}
