package lab.flink.connector.iggy.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.source.split.IggyPartitionSplitState;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.junit.jupiter.api.Test;

class IggyRecordEmitterTest {

    private final List<String> emitted = new ArrayList<>();
    private final IggyPartitionSplitState state =
            new IggyPartitionSplitState(
                    new IggyPartitionSplit(
                            new TopicPartition("s", "t", 0),
                            1,
                            10,
                            OptionalLong.empty(),
                            Optional.empty()));

    @Test
    void the_offset_moves_past_a_message_with_all_of_its_rows() {
        FetchedMessages<String> messages =
                FetchedMessages.of("s/t/0", 1, OptionalLong.empty(), false);
        messages.addRow("a");
        messages.addRow("b");
        messages.endMessage(10, 1_000_500, 7);
        messages.addRow("dropped");
        messages.dropRows();
        messages.endMessage(11, 2_000_000, 8);
        messages.addRow("c");
        messages.endMessage(12, 3_000_000, 9);

        assertThat(messages.nextSplit()).isEqualTo("s/t/0");
        emitNext(messages);
        assertThat(emitted).containsExactly("a@1000", "b@1000");
        assertThat(state.nextOffset()).isEqualTo(11);
        emitNext(messages);
        assertThat(emitted).hasSize(2);
        assertThat(state.nextOffset()).isEqualTo(12);
        emitNext(messages);
        assertThat(emitted).endsWith("c@3000").hasSize(3);
        assertThat(state.toSplit().nextOffset()).isEqualTo(13);
        assertThat(state.toSplit().before()).contains(new MessageMark(3_000_000, 9));
        assertThat(messages.nextRecordFromSplit()).isNull();
        assertThat(messages.nextSplit()).isNull();
    }

    @Test
    void a_batch_of_more_messages_than_it_was_made_for_keeps_them_all() {
        FetchedMessages<String> messages =
                FetchedMessages.of("s/t/0", 1, OptionalLong.empty(), true);
        for (int i = 0; i < 1_000; i++) {
            messages.addRow("row" + i);
            messages.endMessage(10 + i, i * 1_000L, i);
        }

        for (int i = 0; i < 1_000; i++) {
            emitNext(messages);
        }
        assertThat(emitted).hasSize(1_000).endsWith("row999@999");
        assertThat(messages.finishedSplits()).containsExactly("s/t/0");
    }

    private void emitNext(FetchedMessages<String> messages) {
        FetchedMessages<String> next = messages.nextRecordFromSplit();
        assertThat(next).isNotNull();
        new IggyRecordEmitter<String>().emitRecord(messages, new Recording(), state);
    }

    private final class Recording implements SourceOutput<String> {
        @Override
        public void collect(String row) {
            emitted.add(row);
        }

        @Override
        public void collect(String row, long timestamp) {
            emitted.add(row + "@" + timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }
}
