package lab.consensus.audit.tiers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import lab.consensus.audit.tiers.HotBooks.BalanceKey;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.lookup.LookupResult;
import org.apache.fluss.client.lookup.Lookuper;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.BinaryString;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.row.InternalRow;
import org.apache.fluss.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Balances of the hot tier, looked up by their keys: Fluss has no scan of a keyed table that is of
 * one moment.
 */
// What Fluss closes may throw anything
@SuppressWarnings("try")
record FlussBalances(RowType type, List<InternalRow> rows) implements TierTable {
    /** Look-ups under way at once. */
    private static final int AT_ONCE_MAX = 1_000;

    static FlussBalances of(Connection connection, TablePath path, Collection<BalanceKey> keys)
            throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        try (Table table = connection.getTable(path)) {
            List<String> names = table.getTableInfo().getPrimaryKeys();
            Lookuper lookuper = table.newLookup().createLookuper();
            List<CompletableFuture<LookupResult>> asked = new ArrayList<>();
            for (BalanceKey key : keys) {
                asked.add(lookuper.lookup(row(key, names)));
                if (asked.size() == AT_ONCE_MAX) {
                    take(asked, rows);
                }
            }
            take(asked, rows);
            return new FlussBalances(table.getTableInfo().getRowType(), rows);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("hot tier: %s must be readable, %s".formatted(path, e), e);
        }
    }

    private static GenericRow row(BalanceKey key, List<String> names) {
        var row = new GenericRow(names.size());
        for (int i = 0; i < names.size(); i++) {
            String value = names.get(i).equals("account") ? key.account() : key.asset();
            row.setField(i, BinaryString.fromString(value));
        }
        return row;
    }

    private static void take(List<CompletableFuture<LookupResult>> asked, List<InternalRow> rows)
            throws IOException {
        for (CompletableFuture<LookupResult> one : asked) {
            @Nullable InternalRow found = FlussHotBooks.answer(one).getSingletonRow();
            if (found != null) {
                rows.add(found);
            }
        }
        asked.clear();
    }

    @Override
    public List<String> columns() {
        return type.getFieldNames();
    }

    @Override
    public String snapshot() {
        return "live";
    }

    @Override
    public void read(List<String> columns, Consumer<@Nullable Object[]> row) {
        rows.forEach(found -> row.accept(FlussCells.values(found, type, columns)));
    }
}
