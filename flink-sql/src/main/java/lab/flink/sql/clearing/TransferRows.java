package lab.flink.sql.clearing;

import lab.domain.Amounts;
import lab.domain.clearing.Transfer;
import lab.flink.sql.format.column.Values;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;

/** Transfers as rows. */
final class TransferRows {
    static final int SUM_DIGITS = 38;

    private TransferRows() {}

    static DataType type() {
        return DataTypes.ROW(
                        DataTypes.FIELD("transfer_id", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("order_id", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("debit", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("credit", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("asset", DataTypes.STRING().notNull()),
                        DataTypes.FIELD(
                                "amount", DataTypes.DECIMAL(SUM_DIGITS, Amounts.PLACES).notNull()),
                        DataTypes.FIELD("time", DataTypes.TIMESTAMP(6).notNull()))
                .notNull();
    }

    static RowData of(Transfer transfer) {
        return GenericRowData.of(
                StringData.fromString(transfer.transferId()),
                StringData.fromString(transfer.orderId().text()),
                StringData.fromString(transfer.debit().name()),
                StringData.fromString(transfer.credit().name()),
                StringData.fromString(transfer.asset().code()),
                DecimalData.fromBigDecimal(transfer.amount(), SUM_DIGITS, Amounts.PLACES),
                Values.time(transfer.time()));
    }
}
