package lab.flink.sql.clearing;

import java.math.BigDecimal;
import java.util.List;
import lab.domain.MarketClock;
import lab.flink.sql.clearing.read.MarketSource;
import lab.flink.sql.clearing.read.TermsInForce;
import lab.flink.sql.format.ExecutionRows;
import lab.flink.sql.rows.Rows;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.OutputTag;

/**
 * The operator {@code clearing}: reads ticks and requests, gives executions, transfers, balances,
 * how far it has come, and those of the executions that are not on the bus yet.
 *
 * <p>Requests go by partition past who says how far they were read, and by account through the
 * intake; those that want a quote go by the partition of their pair's ticks through its quote book;
 * all are settled by account in the order of their log. What comes out depends on the two logs
 * alone, however they are read beside each other.
 *
 * <p>Ticks have {@code pair, sequence, best_bid, best_ask, event_time, bus_partition, bus_offset,
 * bus_time}, requests {@code account, payload, bus_partition, bus_offset, bus_time}. {@code SET}
 * tells it where the ticks' topic is.
 */
public final class Clearing {
    public static final String NAME = "clearing";
    public static final int VERSION = 2;

    /** The oldest version of its state that it reads. */
    public static final int READS_FROM = 2;

    private static final ConfigOption<String> HOST = option("clearing.bus.host");
    private static final ConfigOption<Integer> PORT =
            ConfigOptions.key("clearing.bus.port").intType().noDefaultValue();
    private static final ConfigOption<String> USERNAME = option("clearing.bus.username");
    private static final ConfigOption<String> PASSWORD_FILE = option("clearing.bus.password-file");
    private static final ConfigOption<String> STREAM = option("clearing.bus.stream");
    private static final ConfigOption<String> CLOCK = option("clearing.market-clock");

    // Of a request with its stamp
    private static final int ACCOUNT = 0;
    private static final int PAYLOAD = 1;
    private static final int BUS_TIME = 2;

    private Clearing() {}

    /** What its state means beyond its bytes: another value wants another {@link #VERSION}. */
    public static String keeps() {
        return "quotes, pending requests, order ids, ledgers, balances and what is on the bus";
    }

    private static ConfigOption<String> option(String key) {
        return ConfigOptions.key(key).stringType().noDefaultValue();
    }

    public static List<Rows> attach(Rows ticks, Rows orders, ReadableConfig config) {
        var market = MarketColumns.of(ticks.rowType());
        MarketSource source = source(config);
        var requests = RequestColumns.of(orders.rowType());
        DataType stampedType = RequestColumns.stamped();
        SingleOutputStreamOperator<Tuple3<String, Integer, byte[]>> claims =
                orders.stream()
                        .keyBy(requests::partition, Types.INT)
                        .transform(
                                "clearing request log",
                                info(stampedType),
                                new RequestLogOperator(requests, source))
                        .uid("clearing-request-log")
                        .keyBy(row -> row.getString(ACCOUNT).toString(), Types.STRING)
                        .transform(
                                "clearing intake",
                                ClaimRow.TYPE,
                                new IntakeOperator(
                                        PAYLOAD, BUS_TIME, () -> TermsInForce.of(source)))
                        .uid("clearing-intake");
        SingleOutputStreamOperator<Tuple3<String, Integer, byte[]>> quoted =
                claims.filter(claim -> claim.f1 != ClaimRow.NO_BOOK)
                        .name("wants a quote")
                        .uid("clearing-wants-quote")
                        .keyBy(claim -> claim.f1, Types.INT)
                        .connect(ticks.stream().keyBy(market::partition, Types.INT))
                        .transform(
                                "clearing quotes", ClaimRow.TYPE, new QuoteOperator(market, source))
                        .uid("clearing-quotes");
        DataType executionType = ExecutionRows.type();
        DataType transferType = TransferRows.type();
        OutputTag<RowData> transferTag = new OutputTag<>("transfers", info(transferType));
        SingleOutputStreamOperator<RowData> executions =
                claims.filter(claim -> claim.f1 == ClaimRow.NO_BOOK)
                        .name("wants no quote")
                        .uid("clearing-wants-no-quote")
                        .union(quoted)
                        .keyBy(claim -> claim.f0, Types.STRING)
                        .transform(
                                "clearing ledger",
                                info(executionType),
                                new LedgerOperator(transferTag))
                        .uid("clearing-ledger");
        DataStream<RowData> transfers = executions.getSideOutput(transferTag);
        return List.of(
                new Rows(executions, executionType),
                new Rows(transfers, transferType),
                new Rows(balances(transfers), BalanceOperator.type()),
                new Rows(
                        progress(quoted).union(waiting(claims, quoted, executions)),
                        ProgressOperator.type()),
                new Rows(unpublished(executions, executionType, source), executionType));
    }

    private static MarketSource source(ReadableConfig config) {
        return new MarketSource(
                config.get(HOST),
                config.get(PORT),
                config.get(USERNAME),
                config.get(PASSWORD_FILE),
                config.get(STREAM),
                MarketClock.parse(config.get(CLOCK)));
    }

    private static DataStream<RowData> balances(DataStream<RowData> transfers) {
        return transfers
                .flatMap(new Legs())
                .returns(Types.TUPLE(Types.STRING, Types.STRING, Types.BIG_DEC))
                .name("legs")
                .uid("clearing-legs")
                .keyBy(leg -> Tuple2.of(leg.f0, leg.f1), Types.TUPLE(Types.STRING, Types.STRING))
                .transform("clearing balances", info(BalanceOperator.type()), new BalanceOperator())
                .uid("clearing-balances");
    }

    private static DataStream<RowData> unpublished(
            DataStream<RowData> executions, DataType type, MarketSource source) {
        // They come by account already
        return DataStreamUtils.reinterpretAsKeyedStream(
                        executions, row -> row.getString(ACCOUNT).toString(), Types.STRING)
                .transform(
                        "clearing unpublished",
                        info(type),
                        new UnpublishedOperator(
                                () -> PublishedExecutions.onBus(source),
                                (RowType) type.getLogicalType()))
                .uid("clearing-unpublished");
    }

    private static DataStream<RowData> progress(
            SingleOutputStreamOperator<Tuple3<String, Integer, byte[]>> quoted) {
        return quoted.getSideOutput(QuoteOperator.PROGRESS)
                .keyBy(_ -> ProgressOperator.PART, Types.STRING)
                .transform(
                        "clearing progress", info(ProgressOperator.type()), new ProgressOperator())
                .uid("clearing-progress");
    }

    /** Said by both stages that hold requests back, and by the one that ignores some. */
    private static DataStream<RowData> waiting(
            SingleOutputStreamOperator<Tuple3<String, Integer, byte[]>> claims,
            SingleOutputStreamOperator<Tuple3<String, Integer, byte[]>> quoted,
            SingleOutputStreamOperator<RowData> executions) {
        return quoted.getSideOutput(QuoteOperator.WAITING)
                .union(
                        executions.getSideOutput(LedgerOperator.WAITING),
                        claims.getSideOutput(IntakeOperator.IGNORED))
                .keyBy(_ -> WaitingOperator.PART, Types.STRING)
                .transform("clearing waiting", info(ProgressOperator.type()), new WaitingOperator())
                .uid("clearing-waiting");
    }

    private static InternalTypeInfo<RowData> info(DataType type) {
        return InternalTypeInfo.of((RowType) type.getLogicalType());
    }

    /** Takes a transfer apart: what one account loses and the other gains. */
    private static final class Legs
            implements org.apache.flink.api.common.functions.FlatMapFunction<
                    RowData, Tuple3<String, String, BigDecimal>> {
        private static final long serialVersionUID = 1L;

        @Override
        public void flatMap(
                RowData row,
                org.apache.flink.util.Collector<Tuple3<String, String, BigDecimal>> out) {
            String asset = row.getString(4).toString();
            BigDecimal amount = row.getDecimal(5, TransferRows.SUM_DIGITS, 8).toBigDecimal();
            out.collect(Tuple3.of(row.getString(2).toString(), asset, amount.negate()));
            out.collect(Tuple3.of(row.getString(3).toString(), asset, amount));
        }
    }
}
