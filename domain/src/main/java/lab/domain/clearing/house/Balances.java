package lab.domain.clearing.house;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.clearing.Transfer;

/**
 * What every account has of every asset, by transfers alone: what came in minus what went out.
 *
 * <p>Per asset the sum over all accounts is zero, since each transfer takes from one what it gives
 * to another.
 */
public final class Balances {
    private static final BigDecimal ZERO = BigDecimal.ZERO.setScale(Amounts.PLACES);

    private final SortedMap<Account, SortedMap<Asset, BigDecimal>> all = new TreeMap<>();

    public void apply(Transfer transfer) {
        add(transfer.debit(), transfer.asset(), transfer.amount().negate());
        add(transfer.credit(), transfer.asset(), transfer.amount());
    }

    private void add(Account account, Asset asset, BigDecimal amount) {
        all.computeIfAbsent(account, _ -> new TreeMap<>()).merge(asset, amount, BigDecimal::add);
    }

    public BigDecimal of(Account account, Asset asset) {
        return all.getOrDefault(account, Collections.emptySortedMap()).getOrDefault(asset, ZERO);
    }

    /** All accounts' balances by asset, of the house and of traders. */
    public SortedMap<Account, SortedMap<Asset, BigDecimal>> all() {
        return Collections.unmodifiableSortedMap(all);
    }

    /** Per asset what all accounts have together: zero, or money was made or lost. */
    public SortedMap<Asset, BigDecimal> sums() {
        SortedMap<Asset, BigDecimal> sums = new TreeMap<>();
        BiConsumer<Asset, BigDecimal> add =
                (asset, balance) -> sums.merge(asset, balance, BigDecimal::add);
        all.values().forEach(balances -> balances.forEach(add));
        return sums;
    }
}
