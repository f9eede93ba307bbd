package lab.flink.connector.iggy.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.junit.BrokerAddress;
import lab.iggy.junit.IggyBroker;
import lab.iggy.junit.IggyBroker.Topic;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

/** What the README shows to who tests a job of their own: nothing else of these tests is needed. */
@IggyBroker(topics = @Topic(stream = "shop", name = "orders", partitions = 2))
class FirstTableIT {

    @Test
    void what_is_written_can_be_read(BrokerAddress broker) throws Exception {
        var tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        tables.executeSql(
                """
                CREATE TABLE orders (item STRING, amount INT) WITH (
                    'connector' = 'iggy', 'hostname' = '%s', 'port' = '%d', 'username' = '%s',
                    'password' = '%s', 'stream' = 'shop', 'topic' = 'orders', 'format' = 'json',
                    'scan.bounded.mode' = 'latest-offset')
                """
                        .formatted(
                                broker.host(),
                                broker.port(),
                                broker.username(),
                                broker.password()));

        tables.executeSql("INSERT INTO orders VALUES ('apple', 2), ('pear', 1)").await();

        var read = new ArrayList<Row>();
        tables.executeSql("SELECT * FROM orders").collect().forEachRemaining(read::add);
        assertThat(read).containsExactlyInAnyOrder(Row.of("apple", 2), Row.of("pear", 1));
    }

    @Test
    void the_readme_shows_this() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> source =
                Files.readAllLines(
                        Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));

        assertThat(source.subList(source.indexOf("    @Test"), endOfFirstTest(source)))
                .allSatisfy(line -> assertThat(readme).contains(line));
    }

    private static int endOfFirstTest(List<String> source) {
        return source.indexOf("    }") + 1;
    }
}
