package lab.flink.sql.fluss;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.apache.fluss.metadata.TablePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that were just made.
 *
 * <p>Fluss 0.9.1 can overlook one on a busy machine: its coordinator takes the node of a table for
 * empty when it first hears of it, and waits for a second word that never comes if the table had
 * been written there by then. No bucket ever gets a leader, and whoever writes to it waits for
 * ever. Such a table holds nothing, so it is dropped and made again.
 */
public final class NewTables {
    private static final Logger log = LoggerFactory.getLogger(NewTables.class);
    private static final Duration LED_WITHIN = Duration.ofSeconds(8);
    private static final int TRIES = 4;

    private NewTables() {}

    /** The tables of a database now; none if there is no such database. */
    public static Set<String> list(String servers, String database)
            throws IOException, InterruptedException {
        try (var client = FlussClient.connect(servers)) {
            return client.tables(database);
        }
    }

    /**
     * Waits until every bucket of every table of a database has a leader, and makes new tables
     * again that get none.
     *
     * @param before the tables that were there before: those are never dropped
     * @throws IOException if one has no leader in time, naming its table
     */
    public static void awaitLeaders(String servers, String database, Set<String> before)
            throws IOException, InterruptedException {
        try (var client = FlussClient.connect(servers)) {
            for (String name : client.tables(database)) {
                awaitLeaders(client, TablePath.of(database, name), !before.contains(name));
            }
        }
    }

    private static void awaitLeaders(FlussClient client, TablePath path, boolean isNew)
            throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (client.isLed(path, LED_WITHIN)) {
                return;
            }
            if (isNew) {
                log.warn("new table has no leader and is made again table={}", path);
                client.remake(path);
            }
        }
        throw new IOException(
                "fluss: each bucket of table %s must have a leader, is without; start the lab again"
                        .formatted(path));
    }
}
