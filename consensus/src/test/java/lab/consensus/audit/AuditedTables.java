package lab.consensus.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.audit.tiers.HotBooks;
import lab.domain.clearing.Settlement;
import org.apache.paimon.data.GenericRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Books in real tables of Paimon and Iceberg, written by a clearing house and then audited. */
abstract class AuditedTables {
    private static final InstantSource CLOCK = InstantSource.fixed(Desk.at(3600));

    @TempDir private Path folder;
    BooksOnDisk books;
    final Desk desk = new Desk();
    Optional<HotBooks> hot = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        books = new BooksOnDisk(folder);
        books.createBooks();
        desk.fund("alice", "f", "USD", "1000");
        desk.trade("alice", "b1", "BTC-USD", "BUY", "1.5", 10, 100);
        desk.trade("alice", "s1", "BTC-USD", "SELL", "0.5", 20, 120);
        desk.trade("alice", "x", "BTC-USD", "BUY", "50", 30, 120);
        desk.fund("bob", "f", "USD", "500");
        desk.trade("bob", "b2", "ETH-USD", "BUY", "10", 40, 30);
    }

    @AfterEach
    void close() throws Exception {
        books.close();
    }

    void settleAll() throws Exception {
        books.write(desk.settled, desk.balances());
    }

    AuditReport audit() throws InterruptedException {
        return new Audit(books.tables(), () -> hot, CLOCK, Duration.ZERO).run(Optional.empty());
    }

    List<Settlement> first(int count) {
        return desk.settled.subList(0, count);
    }

    static Difference difference(
            String rule,
            String table,
            String account,
            @Nullable String asset,
            @Nullable String order,
            String what,
            @Nullable String expected,
            @Nullable String found) {
        return new Difference(
                rule,
                table,
                Optional.of(account),
                Optional.ofNullable(asset),
                Optional.ofNullable(order),
                what,
                Optional.ofNullable(expected),
                Optional.ofNullable(found));
    }

    GenericRow changed(String order, String column, @Nullable Object value) {
        return BooksOnDisk.changed(desk.execution(order), map(column, value));
    }

    static Map<String, @Nullable Object> map(String column, @Nullable Object value) {
        Map<String, @Nullable Object> changes = new HashMap<>();
        changes.put(column, value);
        return changes;
    }
}
