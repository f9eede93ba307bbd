package lab.launcher.course;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;

class BusCheckTest {
    private static final Instant NOW = Instant.parse("2025-01-01T00:00:01Z");

    @Test
    void of_a_right_bus_there_is_nothing_to_say() {
        assertThat(broken(List.of(price(0), price(1), trade(0, 7), trade(1, 8)))).isEmpty();
    }

    @Test
    void an_empty_bus_and_one_without_trades_fail() {
        assertThat(broken(List.of())).containsExactly("the bus has prices and trades");
        assertThat(broken(List.of(price(0)))).containsExactly("the bus has prices and trades");
    }

    @Test
    void a_message_that_is_missing_leaves_a_gap() {
        assertThat(broken(List.of(price(0), price(2), trade(0, 7))))
                .containsExactly("offsets of a partition have no gap");
        assertThat(broken(List.of(price(0), trade(1, 7))))
                .containsExactly("offsets of a partition have no gap");
    }

    @Test
    void a_message_in_the_partition_of_another_key_is_found() {
        BusMessage right = price(0);
        var elsewhere =
                new BusMessage(right.topic(), (right.partition() + 1) % 3, 0, NOW, right.payload());
        assertThat(broken(List.of(elsewhere, trade(0, 7))))
                .containsExactly("all messages of a pair are in the partition of its key");
    }

    @Test
    void a_trade_that_came_twice_is_found() {
        assertThat(broken(List.of(price(0), trade(0, 7), trade(1, 7))))
                .containsExactly("no trade is there twice");
    }

    @Test
    void what_cannot_be_read_is_found() {
        assertThat(
                        broken(
                                List.of(
                                        price(0),
                                        changed(
                                                trade(0, 7),
                                                json -> json.replace("trade_id", "id")))))
                .containsExactly("each message can be read");
    }

    private static List<String> broken(List<BusMessage> messages) {
        return BusCheck.of(messages).stream()
                .filter(proof -> proof.broken().isPresent())
                .map(Proof::says)
                .toList();
    }

    private static BusMessage price(long offset) {
        return message(
                Topic.PRICES,
                offset,
                """
                {"pair":"BTC-USD","sequence":1,"price":"10","best_bid":"9","best_ask":"11",\
                "volume_24h":"5","time":"2025-01-01T00:00:00.000001Z","exchange":"simulator"}\
                """);
    }

    private static BusMessage trade(long offset, long id) {
        return message(
                Topic.TRADES,
                offset,
                """
                {"pair":"BTC-USD","trade_id":%d,"price":"10","size":"1","side":"BUY","sequence":1,\
                "time":"2025-01-01T00:00:00.000001Z","exchange":"simulator"}\
                """
                        .formatted(id));
    }

    private static BusMessage message(Topic topic, long offset, String json) {
        return new BusMessage(
                topic, Partitioner.partition("BTC-USD", 3), offset, NOW, json.getBytes(UTF_8));
    }

    private static BusMessage changed(BusMessage message, UnaryOperator<String> change) {
        return new BusMessage(
                message.topic(),
                message.partition(),
                message.offset(),
                message.time(),
                change.apply(new String(message.payload(), UTF_8)).getBytes(UTF_8));
    }
}
