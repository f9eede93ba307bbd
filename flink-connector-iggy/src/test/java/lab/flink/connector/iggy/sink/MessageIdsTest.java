package lab.flink.connector.iggy.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageIdsTest {

    @Test
    void derive_from_job_sink_subtask_partition_checkpoint_and_sequence() {
        UUID first = ids("job", "sink", 0, 1).next(0);
        assertThat(ids("job", "sink", 0, 1).next(0)).isEqualTo(first);
        assertThat(
                        new HashSet<>(
                                List.of(
                                        first,
                                        ids("other", "sink", 0, 1).next(0),
                                        ids("job", "other", 0, 1).next(0),
                                        ids("job", "sink", 1, 1).next(0),
                                        ids("job", "sink", 0, 2).next(0),
                                        ids("job", "sink", 0, 1).next(1),
                                        new MessageIds("job", "sink", 0, 8, 1).next(0))))
                .hasSize(7);
    }

    @Test
    void count_within_a_checkpoint_and_differ_in_the_next_one() {
        MessageIds ids = ids("job", "sink", 0, 5);
        var all = new HashSet<UUID>();
        for (int checkpoint = 5; checkpoint < 8; checkpoint++) {
            assertThat(ids.checkpoint()).isEqualTo(checkpoint);
            for (int message = 0; message < 1_000; message++) {
                all.add(ids.next(message % 3));
            }
            ids.checkpointed();
        }
        assertThat(all).hasSize(3_000);
    }

    private static MessageIds ids(String job, String sink, int subtask, long checkpoint) {
        return new MessageIds(job, sink, subtask, 7, checkpoint);
    }
}
