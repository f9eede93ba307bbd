package lab.iggy.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lab.iggy.junit.IggyBroker.Topic;
import org.apache.iggy.client.blocking.tcp.IggyTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PollingStrategy;
import org.junit.jupiter.api.Test;

@IggyBroker(topics = @Topic(stream = "shop", name = "orders", partitions = 3))
class OrdersIT {
    private static final StreamId SHOP = StreamId.of("shop");
    private static final TopicId ORDERS = TopicId.of("orders");

    @Test
    void an_order_can_be_read(BrokerAddress broker) {
        try (var client =
                IggyTcpClient.builder()
                        .host(broker.host())
                        .port(broker.port())
                        .credentials(broker.username(), broker.password())
                        .buildAndLogin()) {
            var order = List.of(Message.of("two apples"));
            client.messages().sendMessages(SHOP, ORDERS, Partitioning.partitionId(2L), order);

            var first = PollingStrategy.first();
            var reader = Consumer.of(1L);
            var read =
                    client.messages()
                            .pollMessages(SHOP, ORDERS, Optional.of(2L), reader, first, 10L, false);

            assertThat(read.messages())
                    .extracting(Message::payload)
                    .containsExactly("two apples".getBytes(UTF_8));
        }
    }
}
