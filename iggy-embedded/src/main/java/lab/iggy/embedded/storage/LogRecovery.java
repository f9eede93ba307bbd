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

/**
 * Finds out how far the segments of a partition reach. Closed segments are taken at their index's
 * word if that fits the log's size. In the newest one the index entries must follow each other, and
 * the messages they announce must be there and check; from the first batch that does not on,
 * everything is cut off. Messages that lie behind the last entry can only be there if the index was
 * lost with the machine: they are kept one by one as far as they check.
 */
final class LogRecovery {
    /**
     * What {@link PartitionLog.Depth#TAIL} checks: more than the system keeps unwritten for one
     * file.
     */
    private static final long TAIL_BYTES = 64L << 20;

    private final Path directory;
    private final LogSettings settings;
    private final PartitionLog.Depth depth;
    private final Consumer<TornTail> tornTails;

    LogRecovery(
            Path directory,
            LogSettings settings,
            PartitionLog.Depth depth,
            Consumer<TornTail> tornTails) {
        this.directory = directory;
        this.settings = settings;
        this.depth = depth;
        this.tornTails = tornTails;
    }

    List<Segment> segments() throws IOException {
        var bases = baseOffsets();
        var segments = new ArrayList<Segment>();
        for (int i = 0; i < bases.size(); i++) {
            var segment =
                    new Segment(
                            directory, bases.get(i), settings.openFiles(), settings.indexCache());
            boolean newest = i == bases.size() - 1;
            try (var pinned = new SegmentFiles(segment)) {
                if (newest || !takeAtItsWord(segment, pinned)) {
                    check(segment, pinned, newest);
                }
            }
            segments.add(segment);
        }
        return segments;
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

    private static boolean takeAtItsWord(Segment segment, SegmentFiles files) throws IOException {
        long size = files.index.size();
        if (size == 0 || size % IndexEntry.BYTES != 0) {
            return false;
        }
        var first = entryAt(files.index, 0);
        var last = entryAt(files.index, size - IndexEntry.BYTES);
        if (last.end() != files.log.size() || !last.endsBatch()) {
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
        var good = goodEntries(announced, files.log, logSize, segment.baseOffset());
        int known = good.entries.size();
        if (good.indexEnds) {
            restore(segment, files.log, logSize, good.entries);
        }
        var last = good.entries.isEmpty() ? null : good.entries.getLast();
        int end = last == null ? 0 : last.end();
        int next = last == null ? 0 : last.nextOffset();
        int restored = next - (known == 0 ? 0 : good.entries.get(known - 1).nextOffset());
        files.log.truncate(end);
        files.index.truncate((long) known * IndexEntry.BYTES);
        IndexFiles.append(
                files.index,
                (long) known * IndexEntry.BYTES,
                good.entries.subList(known, good.entries.size()));
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

    private Good goodEntries(List<IndexEntry> announced, FileChannel log, long logSize, long base)
            throws IOException {
        long checkedFrom =
                depth == PartitionLog.Depth.TAIL ? logSize - TAIL_BYTES : lastBatch(announced);
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
            this.index = segment.index().pin();
        }

        @Override
        public void close() {
            segment.log().unpin();
            segment.index().unpin();
        }
    }
}
