package lab.consensus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lab.consensus.audit.tiers.HotBooks;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Status;
import lab.domain.clearing.house.Balances;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the books of any requests and any ticks. */
class AuditPropertiesIT {
    private static final List<String> PAIRS = List.of("BTC-USD", "ETH-USD", "ETH-BTC", "DOGE-USD");
    private static final List<String> ACCOUNTS = List.of("alice", "bob", "carol");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatever_the_clearing_house_settles_reconciles_at_every_moment(long seed)
            throws Exception {
        var random = new Random(seed);
        Desk desk = settled(random);
        assertThat(desk.settled)
                .extracting(it -> it.execution().status())
                .contains(Status.FUNDED, Status.FILLED, Status.REJECTED);

        try (var books = new BooksOnDisk(folder)) {
            books.createBooks();
            int warm = 0;
            int cold = 0;
            while (warm < desk.settled.size()) {
                int next = Math.min(desk.settled.size(), warm + 1 + random.nextInt(200));
                books.writeWarm(desk.settled.subList(warm, next), upTo(desk, next).balances);
                warm = next;
                int later = cold + random.nextInt(warm - cold + 1);
                books.writeCold(desk.settled.subList(cold, later));
                cold = later;
                int live = warm + random.nextInt(desk.settled.size() - warm + 1);
                AuditReport report = audit(books, upTo(desk, live));
                assertThat(report.differences()).isEmpty();
                assertThat(report.reconciled()).isTrue();
            }
        }
    }

    private record Moment(List<Settlement> settlements, Balances balances) {}

    private static Moment upTo(Desk desk, int count) {
        List<Settlement> settlements = desk.settled.subList(0, count);
        return new Moment(settlements, Desk.balances(settlements));
    }

    private static AuditReport audit(BooksOnDisk books, Moment live) throws InterruptedException {
        HotBooks hot = new MemoryHot().with(live.settlements, live.balances);
        return new Audit(
                        books.tables(),
                        () -> Optional.of(hot),
                        InstantSource.fixed(Desk.NOON),
                        Duration.ZERO)
                .run(Optional.empty());
    }

    private static Desk settled(Random random) {
        var desk = new Desk();
        for (int i = 0; i < 600; i++) {
            String account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            String pair = PAIRS.get(random.nextInt(PAIRS.size()));
            if (i % 40 == 3) {
                String asset = List.of("USD", "BTC", "ETH").get(random.nextInt(3));
                desk.fund(account, "f" + i, asset, "" + (random.nextInt(900) - 100));
            } else if (random.nextInt(3) == 0) {
                String side = List.of("BUY", "SELL", "BUY", "SELL", "HOLD").get(random.nextInt(5));
                String quantity =
                        random.nextInt(20) == 0 ? "-1" : "0." + (1 + random.nextInt(9_999_999));
                desk.order(account, "o" + i, pair, side, quantity, i + random.nextInt(5));
            }
            int bid = 90 + random.nextInt(20);
            desk.tick(pair, i + random.nextDouble(), "" + bid, bid + ".00000003");
        }
        desk.house.advanceTo(Desk.at(100_000));
        return desk;
    }
}
