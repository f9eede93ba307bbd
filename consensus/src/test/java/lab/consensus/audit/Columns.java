package lab.consensus.audit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Transfer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/** The columns of the tables of the books, and what the clearing house's words are in them. */
final class Columns {
    static final RowType EXECUTIONS =
            RowType.builder()
                    .field("account", DataTypes.STRING())
                    .field("order_id", DataTypes.STRING())
                    .field("pair", DataTypes.STRING())
                    .field("side", DataTypes.STRING())
                    .field("quantity", DataTypes.DECIMAL(38, 18))
                    .field("status", DataTypes.STRING())
                    .field("reason", DataTypes.STRING())
                    .field("price", DataTypes.DECIMAL(38, 8))
                    .field("notional", DataTypes.DECIMAL(38, 8))
                    .field("fee", DataTypes.DECIMAL(38, 8))
                    .field("time", DataTypes.TIMESTAMP(6))
                    .field("number", DataTypes.BIGINT())
                    .field("kind", DataTypes.STRING())
                    .field("asset", DataTypes.STRING())
                    .field("amount", DataTypes.DECIMAL(38, 18))
                    .field("cash", DataTypes.DECIMAL(38, 8))
                    .field("position", DataTypes.DECIMAL(38, 8))
                    .field("request_time", DataTypes.TIMESTAMP(6))
                    .field("quote_sequence", DataTypes.BIGINT())
                    .field("quote_time", DataTypes.TIMESTAMP(6))
                    .field("quote_bid", DataTypes.DECIMAL(18, 8))
                    .field("quote_ask", DataTypes.DECIMAL(18, 8))
                    .field("slippage", DataTypes.DECIMAL(20, 18))
                    .field("fee_rate", DataTypes.DECIMAL(20, 18))
                    .field("quote_wait_ms", DataTypes.BIGINT())
                    .build();

    static final RowType TRANSFERS =
            RowType.builder()
                    .field("transfer_id", DataTypes.STRING())
                    .field("order_id", DataTypes.STRING())
                    .field("debit", DataTypes.STRING())
                    .field("credit", DataTypes.STRING())
                    .field("asset", DataTypes.STRING())
                    .field("amount", DataTypes.DECIMAL(38, 8))
                    .field("time", DataTypes.TIMESTAMP(6))
                    .build();

    static final RowType BALANCES =
            RowType.builder()
                    .field("account", DataTypes.STRING())
                    .field("asset", DataTypes.STRING())
                    .field("balance", DataTypes.DECIMAL(38, 8))
                    .build();

    static final RowType CANDLES =
            RowType.builder()
                    .field("pair", DataTypes.STRING())
                    .field("window_start", DataTypes.TIMESTAMP(3))
                    .field("window_end", DataTypes.TIMESTAMP(3))
                    .field("close", DataTypes.DECIMAL(18, 8))
                    .build();

    private Columns() {}

    static @Nullable Object[] of(Transfer transfer) {
        return new @Nullable Object[] {
            transfer.transferId(),
            transfer.orderId().text(),
            transfer.debit().name(),
            transfer.credit().name(),
            transfer.asset().code(),
            transfer.amount(),
            BooksOnDisk.utc(transfer.time())
        };
    }

    static @Nullable Object[] of(Execution execution) {
        return changed(execution, Map.of());
    }

    static @Nullable Object[] changed(Execution execution, Map<String, @Nullable Object> changes) {
        List<@Nullable Object> values = new ArrayList<>();
        for (DataField field : EXECUTIONS.getFields()) {
            @Nullable Object value =
                    changes.containsKey(field.name())
                            ? changes.get(field.name())
                            : value(execution, field.name()).orElse(null);
            values.add(
                    value instanceof BigDecimal decimal
                            ? decimal.setScale(((DecimalType) field.type()).getScale())
                            : value);
        }
        return values.toArray(new @Nullable Object[0]);
    }

    private static Optional<?> value(Execution execution, String column) {
        return switch (column) {
            case "account" -> Optional.of(execution.request().account().name());
            case "order_id" -> Optional.of(execution.request().orderId().text());
            case "number" -> Optional.of(execution.number());
            case "status" -> Optional.of(execution.status().name());
            case "reason" -> execution.reason().map(Enum::name);
            case "price" -> execution.fill().map(fill -> fill.price());
            case "notional" -> execution.fill().map(fill -> fill.notional());
            case "fee" -> execution.fill().map(fill -> fill.fee());
            case "time" -> Optional.of(BooksOnDisk.utc(execution.time()));
            case "cash" -> Optional.of(execution.cash());
            case "position" -> execution.position();
            case "request_time" -> Optional.of(BooksOnDisk.utc(execution.request().time()));
            case "quote_sequence" -> execution.quote().map(quote -> quote.sequence());
            case "quote_time" -> execution.quote().map(quote -> BooksOnDisk.utc(quote.time()));
            case "quote_bid" -> execution.quote().map(quote -> quote.bid().toBigDecimal());
            case "quote_ask" -> execution.quote().map(quote -> quote.ask().toBigDecimal());
            case "slippage" -> Optional.of(execution.terms().slippage());
            case "fee_rate" -> Optional.of(execution.terms().feeRate());
            case "quote_wait_ms" -> Optional.of(execution.terms().quoteWait().toMillis());
            default ->
                    switch (execution.request()) {
                        case OrderRequest order -> value(order, column);
                        case FundRequest fund -> value(fund, column);
                    };
        };
    }

    private static Optional<?> value(OrderRequest order, String column) {
        return switch (column) {
            case "kind" -> Optional.of("order");
            case "pair" -> Optional.of(order.pair().name());
            case "side" -> Optional.of(order.side());
            case "quantity" -> Optional.of(order.quantity());
            default -> Optional.empty();
        };
    }

    private static Optional<?> value(FundRequest fund, String column) {
        return switch (column) {
            case "kind" -> Optional.of("fund");
            case "asset" -> Optional.of(fund.asset().code());
            case "amount" -> Optional.of(fund.amount());
            default -> Optional.empty();
        };
    }

    /** The executions of the cold tier: those, and the message. */
    static Schema iceberg() {
        List<Types.NestedField> fields = new ArrayList<>();
        for (DataField field : EXECUTIONS.getFields()) {
            fields.add(Types.NestedField.optional(fields.size() + 1, field.name(), iceberg(field)));
        }
        int id = fields.size() + 1;
        fields.add(Types.NestedField.optional(id, "bus_partition", Types.IntegerType.get()));
        fields.add(Types.NestedField.optional(id + 1, "bus_offset", Types.LongType.get()));
        fields.add(Types.NestedField.optional(id + 2, "payload", Types.StringType.get()));
        return new Schema(fields);
    }

    private static Type iceberg(DataField field) {
        return switch (field.type().getTypeRoot()) {
            case BIGINT -> Types.LongType.get();
            case DECIMAL -> {
                DecimalType decimal = (DecimalType) field.type();
                yield Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
            }
            case TIMESTAMP_WITHOUT_TIME_ZONE -> Types.TimestampType.withoutZone();
            default -> Types.StringType.get();
        };
    }
}
