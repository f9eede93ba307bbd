package lab.consensus.audit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.house.Balances;
import lab.domain.clearing.house.ClearingHouse;

/** A clearing house with what it settled, and the mother of requests and ticks. */
final class Desk {
    static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    final List<Settlement> settled = new ArrayList<>();
    final ClearingHouse house;
    private long sequence;

    Desk() {
        this(DatedTerms.STANDARD);
    }

    Desk(DatedTerms terms) {
        house =
                new ClearingHouse(
                        terms, pair -> Math.floorMod(pair.name().hashCode(), 3), settled::add);
    }

    static Instant at(double seconds) {
        return NOON.plusNanos(Math.round(seconds * 1e6) * 1_000);
    }

    void fund(String account, String id, String asset, String amount) {
        house.request(
                new FundRequest(
                        new OrderId(id),
                        new Account(account),
                        NOON,
                        new Asset(asset),
                        new BigDecimal(amount)));
    }

    /** An order of a moment, and the quote that it gets a second later. */
    void trade(
            String account,
            String id,
            String pair,
            String side,
            String quantity,
            double at,
            int bid) {
        order(account, id, pair, side, quantity, at);
        tick(pair, at + 1, "" + bid, "" + (bid + 1));
    }

    void order(String account, String id, String pair, String side, String quantity, double at) {
        house.request(
                new OrderRequest(
                        new OrderId(id),
                        new Account(account),
                        at(at),
                        new Pair(pair),
                        side,
                        new BigDecimal(quantity),
                        Remarks.NONE));
    }

    void tick(String pair, double at, String bid, String ask) {
        house.tick(
                new Tick(
                        new Pair(pair),
                        sequence++,
                        Price.of(bid),
                        Price.of(bid),
                        Price.of(ask),
                        BigDecimal.ONE,
                        at(at),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "test"));
    }

    Balances balances() {
        return balances(settled);
    }

    static Balances balances(List<Settlement> settlements) {
        var balances = new Balances();
        settlements.forEach(it -> it.transfers().forEach(balances::apply));
        return balances;
    }

    Execution execution(String orderId) {
        return settled.stream()
                .map(Settlement::execution)
                .filter(it -> it.request().orderId().text().equals(orderId))
                .findFirst()
                .orElseThrow();
    }
}
