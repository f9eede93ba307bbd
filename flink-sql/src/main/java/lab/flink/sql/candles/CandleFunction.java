package lab.flink.sql.candles;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import lab.domain.Candle;
import lab.domain.CandleBook;
import lab.domain.Interval;
import lab.domain.Pair;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Candles of every interval from trades and heartbeats, keyed by pair: {@link CandleBook} within
 * Flink's state and time.
 *
 * <p>Everything goes to side outputs: one an interval, one for trades that came too late.
 *
 * <p>State a pair: its book, whose bound {@link CandleBook} states, and one timer. Pairs are as
 * many as the bus ever carried.
 */
final class CandleFunction extends KeyedCoProcessFunction<String, RowData, RowData, RowData> {
    private static final long serialVersionUID = 1L;
    private static final long MICROS_PER_MILLI = 1_000;

    static final ValueStateDescriptor<CandleBook> BOOK =
            new ValueStateDescriptor<>("book", CandleBookType.INSTANCE);

    private final TradeColumns trade;
    private final HeartbeatColumns heartbeat;
    private final Map<Interval, OutputTag<RowData>> candles;
    private final OutputTag<RowData> late;

    private transient @Nullable ValueState<CandleBook> books;
    private transient @Nullable Counter repeats;
    private transient @Nullable Counter lates;

    CandleFunction(
            TradeColumns trade,
            HeartbeatColumns heartbeat,
            Map<Interval, OutputTag<RowData>> candles,
            OutputTag<RowData> late) {
        this.trade = trade;
        this.heartbeat = heartbeat;
        this.candles = new EnumMap<>(candles);
        this.late = late;
    }

    @Override
    public void open(OpenContext context) {
        books = getRuntimeContext().getState(BOOK);
        repeats = getRuntimeContext().getMetricGroup().counter("repeatedTrades");
        lates = getRuntimeContext().getMetricGroup().counter("lateTrades");
    }

    @Override
    public void processElement1(RowData row, Context context, Collector<RowData> out)
            throws Exception {
        CandleBook book = book(context.getCurrentKey());
        long due = book.nextDue();
        long time = trade.time(row);
        CandleBook.Outcome outcome =
                book.add(
                        trade.id(row),
                        time,
                        trade.feedTime(row, time),
                        trade.price(row),
                        trade.size(row),
                        candle -> emit(candle, context::output));
        switch (outcome) {
            case CandleBook.Outcome.Counted() -> {}
            case CandleBook.Outcome.Repeated() -> count(repeats);
            case CandleBook.Outcome.Late(long lateByMicros, List<Interval> missed) -> {
                count(lates);
                context.output(late, late(row, lateByMicros, missed));
            }
        }
        keep(book, due, context);
    }

    @Override
    public void processElement2(RowData row, Context context, Collector<RowData> out)
            throws Exception {
        CandleBook book = book(context.getCurrentKey());
        long due = book.nextDue();
        book.heartbeat(
                heartbeat.time(row),
                heartbeat.lastTradeId(row),
                heartbeat.ended(row),
                candle -> emit(candle, context::output));
        keep(book, due, context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
            throws Exception {
        CandleBook book = book(context.getCurrentKey());
        book.advance(timestamp * MICROS_PER_MILLI, candle -> emit(candle, context::output));
        // Whatever waits now needs a timer of its own: the one that it had is this one.
        keep(book, Long.MIN_VALUE, context);
    }

    boolean isEnd(RowData heartbeatRow) {
        return heartbeat.ended(heartbeatRow);
    }

    /** Ends the current pair's feed if that waits for a trade, which does not come. */
    void giveUpWaiting(BiConsumer<OutputTag<RowData>, RowData> output) throws Exception {
        CandleBook book = state().value();
        if (book != null && book.isEndHeld()) {
            // No window is left to wait for a timer.
            book.giveUpWaiting(candle -> emit(candle, output));
            state().update(book);
        }
    }

    private CandleBook book(String pair) throws Exception {
        CandleBook book = state().value();
        return book == null ? new CandleBook(new Pair(pair)) : book;
    }

    private ValueState<CandleBook> state() {
        if (books == null) {
            throw new IllegalStateException("candles: must be opened before use");
        }
        return books;
    }

    private void keep(CandleBook book, long dueBefore, Context context) throws Exception {
        state().update(book);
        long due = book.nextDue();
        if (due != dueBefore && due != Long.MAX_VALUE) {
            context.timerService().registerEventTimeTimer(due / MICROS_PER_MILLI);
        }
    }

    private void emit(Candle candle, BiConsumer<OutputTag<RowData>, RowData> output) {
        OutputTag<RowData> tag = candles.get(candle.interval());
        if (tag != null) {
            output.accept(tag, CandleRows.of(candle));
        }
    }

    private static RowData late(RowData trade, long lateByMicros, List<Interval> missed) {
        String labels = missed.stream().map(Interval::label).collect(Collectors.joining(","));
        return new JoinedRowData(
                trade,
                GenericRowData.of(lateByMicros / MICROS_PER_MILLI, StringData.fromString(labels)));
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.inc();
        }
    }
}
