package lab.flink.sql.candles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.table.data.GenericRowData;
import org.junit.jupiter.api.Test;

class TimeOfPartitionsTest {
    private long nanos = 1;
    private final List<Long> emitted = new ArrayList<>();
    private boolean idle;
    private final TimeOfPartitions time = new TimeOfPartitions(0, () -> nanos);

    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    idle = false;
                    emitted.add(watermark.getTimestamp());
                }

                @Override
                public void markIdle() {
                    idle = true;
                }

                @Override
                public void markActive() {
                    idle = false;
                }
            };

    private void event(int partition, long timestamp) {
        time.onEvent(GenericRowData.of(partition), timestamp, output);
    }

    private long after(long passedNanos) {
        nanos += passedNanos;
        time.onPeriodicEmit(output);
        return emitted.getLast();
    }

    @Test
    void it_is_as_far_as_the_slowest_partition() {
        event(0, 500);
        event(1, 100);
        event(1, 90);
        assertThat(after(1)).isEqualTo(100);
        assertThat(idle).isFalse();
    }

    @Test
    void a_silent_partition_holds_nobody_up() {
        event(0, 500);
        event(1, 100);
        after(1);
        nanos += TimeOfPartitions.SILENT_AFTER.toNanos();
        event(0, 600);
        assertThat(after(1)).isEqualTo(600);
    }

    @Test
    void when_all_fall_silent_it_is_as_far_as_any_has_come() {
        event(0, 500);
        event(1, 100);
        assertThat(after(1)).isEqualTo(100);
        assertThat(after(TimeOfPartitions.SILENT_AFTER.toNanos())).isEqualTo(500);
        assertThat(idle).isTrue();
    }

    @Test
    void nothing_heard_holds_nobody_up() {
        time.onPeriodicEmit(output);
        assertThat(emitted).isEmpty();
        assertThat(idle).isTrue();
    }
}
