package lab.consensus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Desk.at(3600));

    @TempDir private Path folder;
    private BooksOnDisk books;
    private final Desk desk = new Desk();

    @BeforeEach
    void open() throws Exception {
        books = new BooksOnDisk(folder);
    }

    @AfterEach
    void close() throws Exception {
        books.close();
    }

    private void trade() throws Exception {
        books.createBooks();
        desk.fund("alice", "f", "USD", "1000");
        desk.trade("alice", "b1", "BTC-USD", "BUY", "1.5", 10, 100);
        desk.trade("alice", "s1", "BTC-USD", "SELL", "0.5", 20, 120);
        desk.trade("alice", "x", "BTC-USD", "BUY", "50", 30, 120);
        desk.fund("bob", "f", "USD", "500");
        desk.trade("bob", "b1", "ETH-USD", "BUY", "10", 40, 30);
        books.write(desk.settled, desk.balances());
    }

    private AuditReport audit() throws InterruptedException {
        return new Audit(books.tables(), Optional::empty, CLOCK, Duration.ZERO)
                .run(Optional.empty());
    }

    @Test
    void a_lab_in_which_nothing_was_traded_reconciles() throws Exception {
        assertThat(audit().reconciled()).isTrue();
        books.createBooks();
        AuditReport report = audit();
        assertThat(report.reconciled()).isTrue();
        assertThat(report.accounts()).isEmpty();
    }

    @Test
    void books_as_the_clearing_house_makes_them_reconcile() throws Exception {
        trade();
        AuditReport report = audit();
        assertThat(report.differences()).isEmpty();
        assertThat(report.reconciled()).isTrue();
        assertThat(report.notes()).containsExactly("hot: not compared, it is not running");
        assertThat(report.totals().totalTrades()).isEqualTo(3);
        assertThat(report.accounts())
                .extracting(AccountReport::account)
                .containsExactly("alice", "bob");
    }

    @Test
    void a_balance_that_was_edited_is_found_and_named() throws Exception {
        trade();
        books.edit(
                "balances",
                BooksOnDisk.row(Columns.BALANCES, "alice", "BTC", new BigDecimal("2.00000000")));
        AuditReport report = audit();
        assertThat(report.reconciled()).isFalse();
        assertThat(report.differences())
                .contains(
                        new Difference(
                                "balance",
                                "warm.crypto.balances",
                                Optional.of("alice"),
                                Optional.of("BTC"),
                                Optional.empty(),
                                "balance",
                                Optional.of("1.00000000"),
                                Optional.of("2.00000000")));
    }
}
