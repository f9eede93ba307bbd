package lab.consensus.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lab.consensus.audit.tiers.HotBooks;
import lab.consensus.audit.tiers.TierTable;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.house.Balances;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/** A hot tier in memory. */
final class MemoryHot implements HotBooks {
    final List<@Nullable Object[]> executions = new ArrayList<>();
    final List<@Nullable Object[]> balances = new ArrayList<>();

    MemoryHot with(List<Settlement> settlements, Balances now) {
        settlements.forEach(it -> executions.add(Columns.of(it.execution())));
        now.all()
                .forEach((account, assets) ->
                        assets.forEach((asset, balance) ->
                                balances.add(
                                        new @Nullable Object[] {
                                            account.name(), asset.code(), balance
                                        })));
        return this;
    }

    @Override
    public Optional<TierTable> executions() {
        return Optional.of(new Rows(Columns.EXECUTIONS, executions));
    }

    @Override
    public Optional<TierTable> balances(Collection<BalanceKey> keys) {
        return Optional.of(
                new Rows(
                        Columns.BALANCES,
                        balances.stream()
                                .filter(row ->
                                        keys.contains(
                                                new BalanceKey(
                                                        String.valueOf(row[0]),
                                                        String.valueOf(row[1]))))
                                .toList()));
    }

    @Override
    public void close() {}

    private record Rows(RowType type, List<@Nullable Object[]> rows) implements TierTable {
        @Override
        public List<String> columns() {
            return type.getFieldNames();
        }

        @Override
        public String snapshot() {
            return "memory";
        }

        @Override
        public void read(List<String> columns, Consumer<@Nullable Object[]> row) {
            int[] places = columns.stream().mapToInt(type::getFieldIndex).toArray();
            for (@Nullable Object[] all : rows) {
                @Nullable Object[] values = new @Nullable Object[places.length];
                Arrays.setAll(values, i -> all[places[i]]);
                row.accept(values);
            }
        }
    }
}
