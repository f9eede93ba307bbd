package lab.flink.sql.loss;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import lab.cold.RowAppend;
import lab.flink.sql.job.LostMessages;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.IcebergState;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** The cold tier's account of what the bus has lost and somebody has accepted: one row a loss. */
public final class BusLossTable {
    private static final String NAME = "bus_losses";

    private BusLossTable() {}

    /**
     * Adds what is not there yet, so that it can be done again.
     *
     * @return whether there is such a table: not where no cold job ever ran
     */
    public static boolean add(TierSettings tiers, List<LostMessages> lost) throws IOException {
        for (Table table : IcebergState.tables(tiers)) {
            if (table.name().endsWith("." + NAME)) {
                add(table, lost);
                return true;
            }
        }
        return false;
    }

    private static void add(Table table, List<LostMessages> lost) throws IOException {
        var rows = new ArrayList<Record>();
        for (LostMessages each : lost) {
            if (!isThere(table, each)) {
                rows.add(row(table, each));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        RowAppend.append(table, rows);
    }

    private static boolean isThere(Table table, LostMessages lost) throws IOException {
        if (table.currentSnapshot() == null) {
            return false;
        }
        try (CloseableIterable<Record> same =
                IcebergGenerics.read(table)
                        .where(
                                Expressions.and(
                                        Expressions.equal("topic", lost.topic()),
                                        Expressions.equal("partition", lost.partition()),
                                        Expressions.equal("from_offset", lost.from()),
                                        Expressions.equal("to_offset", lost.to())))
                        .build()) {
            for (Record row : same) {
                if (row.getField("noticed_at").equals(lost.noticed().atOffset(ZoneOffset.UTC))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Record row(Table table, LostMessages lost) {
        Record row = GenericRecord.create(table.schema());
        row.setField("topic", lost.topic());
        row.setField("partition", lost.partition());
        row.setField("from_offset", lost.from());
        row.setField("to_offset", lost.to());
        row.setField("noticed_at", lost.noticed().atOffset(ZoneOffset.UTC));
        row.setField("how", lost.how());
        return row;
    }
}
