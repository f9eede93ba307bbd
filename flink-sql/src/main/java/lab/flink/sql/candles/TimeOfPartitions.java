package lab.flink.sql.candles;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.table.data.RowData;

/**
 * Event time of a stream as its bus partitions tell it: as far as the slowest that is not silent.
 *
 * <p>When all have been silent for a while it is as far as any of them has come. Flink's own
 * idleness would leave it where the slowest stood: then the last candles of a market that falls
 * silent would wait for ever.
 */
final class TimeOfPartitions implements WatermarkGenerator<RowData> {
    static final Duration SILENT_AFTER = Duration.ofSeconds(5);

    private final int partitionColumn;
    private final LongSupplier nanoTime;
    private final Map<Integer, Progress> partitions = new HashMap<>();
    private boolean wasSilent;

    /** How far one partition has come. */
    private static final class Progress {
        private long newest = Long.MIN_VALUE;
        private boolean moved;
        private long movedAt;
    }

    TimeOfPartitions(int partitionColumn, LongSupplier nanoTime) {
        this.partitionColumn = partitionColumn;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onEvent(RowData row, long timestamp, WatermarkOutput output) {
        Progress progress =
                partitions.computeIfAbsent(row.getInt(partitionColumn), key -> new Progress());
        progress.newest = Math.max(progress.newest, timestamp);
        progress.moved = true;
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = nanoTime.getAsLong();
        long slowest = Long.MAX_VALUE;
        long farthest = Long.MIN_VALUE;
        boolean silent = true;
        for (Progress progress : partitions.values()) {
            if (progress.moved) {
                progress.moved = false;
                progress.movedAt = now;
            }
            farthest = Math.max(farthest, progress.newest);
            if (now - progress.movedAt < SILENT_AFTER.toNanos()) {
                slowest = Math.min(slowest, progress.newest);
                silent = false;
            }
        }
        if (!silent) {
            output.emitWatermark(new Watermark(slowest));
        } else if (!partitions.isEmpty() && !wasSilent) {
            output.emitWatermark(new Watermark(farthest));
        }
        if (silent) {
            output.markIdle();
        }
        wasSilent = silent;
    }
}
