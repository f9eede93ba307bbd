package lab.iggy.embedded.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.embedded.storage.file.FileSlice;

/** Gathers the slices of one read, segment by segment. */
final class Fetch {
    /** One read goes over at most this many segments, so that it pins no more files. */
    private static final int SEGMENTS_MAX = 64;

    private final List<FileSlice> slices = new ArrayList<>(1);
    private long start;
    private long at;
    private long left;
    private long bytesLeft;

    /** Up to {@code count} messages from an offset on, and no more than {@code bytesMax} bytes. */
    Fetch(long from, long count, long bytesMax) {
        this.start = from;
        this.at = from;
        this.left = count;
        this.bytesLeft = bytesMax;
    }

    boolean isComplete() {
        return left == 0 || slices.size() == SEGMENTS_MAX;
    }

    /** Takes what the next segment has of it. */
    void add(Segment segment) throws IOException {
        var extent = segment.extent();
        if (slices.isEmpty()) {
            at = Math.max(at, segment.baseOffset());
            start = at;
        } else if (at < segment.baseOffset()) {
            // Messages are missing in between: the next read starts behind them.
            left = 0;
            return;
        }
        if (at >= extent.nextOffset()) {
            return;
        }
        int begin = segment.positionOf(at, extent);
        long taken = Math.min(left, extent.nextOffset() - at);
        int end = segment.positionOf(at + taken, extent);
        left -= taken;
        if (end - begin > bytesLeft) {
            var run = segment.runUpTo(begin, at, begin + bytesLeft, extent);
            taken = run.count();
            end = run.end();
            left = 0;
        }
        if (taken > 0) {
            var log = segment.log();
            slices.add(new FileSlice(log, log.pin(), begin, end - begin));
        }
        at += taken;
        bytesLeft -= end - begin;
    }

    Fetched result() {
        return new Fetched(start, at - start, slices);
    }

    void release() {
        slices.forEach(FileSlice::release);
    }
}
