package lab.flink.sql.candles;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.candle.CandleBook;
import lab.domain.repeat.KnownContents;
import lab.domain.repeat.TradeContent;
import org.apache.flink.api.common.accumulators.LongCounter;
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
 * <p>Everything goes to side outputs: one an interval, one for who pressed in a minute, one for
 * trades that came too late.
 *
 * <p>State a pair: its book, what its newest trades said, each with the bound that its class
 * states, and one timer. Pairs are as many as the bus ever carried.
 *
 * <p>Of two trades with one id the first in the log counts, whatever the second says. One that says
 * something else is counted apart from repeats: it is the exchange's fault, or a publisher's.
 */
final class CandleFunction extends KeyedCoProcessFunction<String, RowData, RowData, RowData> {
    private static final long serialVersionUID = 1L;
    private static final long MICROS_PER_MILLI = 1_000;

    static final ValueStateDescriptor<CandleBook> BOOK =
            new ValueStateDescriptor<>("book", CandleBookType.INSTANCE);

    static final ValueStateDescriptor<KnownContents> CONTENTS =
            new ValueStateDescriptor<>("contents", KnownContentsType.INSTANCE);

    static final String REPEATS = "candles.repeats";
    static final String CONFLICTING = "candles.conflicting";

    private final TradeColumns trade;
    private final HeartbeatColumns heartbeat;
    private final Map<Interval, OutputTag<RowData>> candles;
    private final OutputTag<RowData> flows;
    private final OutputTag<RowData> late;

    private transient @Nullable ValueState<CandleBook> books;
    private transient @Nullable ValueState<KnownContents> contents;
    private transient @Nullable Counter repeats;
    private transient @Nullable Counter conflicts;
    private transient @Nullable Counter lates;
    private final LongCounter repeatsInAll = new LongCounter();
    private final LongCounter conflictsInAll = new LongCounter();

    CandleFunction(
            TradeColumns trade,
            HeartbeatColumns heartbeat,
            Map<Interval, OutputTag<RowData>> candles,
            OutputTag<RowData> flows,
            OutputTag<RowData> late) {
        this.trade = trade;
        this.heartbeat = heartbeat;
        this.candles = new EnumMap<>(candles);
        this.flows = flows;
        this.late = late;
    }

    @Override
    public void open(OpenContext context) {
        books = getRuntimeContext().getState(BOOK);
        contents = getRuntimeContext().getState(CONTENTS);
        repeats = getRuntimeContext().getMetricGroup().counter("repeatedTrades");
        conflicts = getRuntimeContext().getMetricGroup().counter("conflictingTrades");
        lates = getRuntimeContext().getMetricGroup().counter("lateTrades");
        getRuntimeContext().addAccumulator(REPEATS, repeatsInAll);
        getRuntimeContext().addAccumulator(CONFLICTING, conflictsInAll);
    }

    /** What a pair's state has counted in earlier runs. */
    void addKept(KnownContents known) {
        repeatsInAll.add(known.repeats());
        conflictsInAll.add(known.contradictions());
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
                        trade.side(row),
                        candle -> emit(book, candle, context::output));
        switch (outcome) {
            case CandleBook.Outcome.Counted() -> {}
            case CandleBook.Outcome.Repeated() -> {}
            case CandleBook.Outcome.Late(long lateByMicros, List<Interval> missed) -> {
                count(lates);
                context.output(late, late(row, lateByMicros, missed));
            }
        }
        tellRepeats(row, outcome instanceof CandleBook.Outcome.Repeated);
        keep(book, due, context);
    }

    private void tellRepeats(RowData row, boolean isKnown) throws Exception {
        ValueState<KnownContents> state = opened(contents);
        KnownContents before = state.value();
        KnownContents known = before == null ? new KnownContents() : before;
        int content =
                TradeContent.of(
                        trade.time(row), trade.price(row), trade.size(row), trade.side(row));
        if (!isKnown) {
            known.remember(trade.id(row), content);
        } else if (known.contradicts(trade.id(row), content)) {
            count(conflicts);
            conflictsInAll.add(1);
        } else {
            count(repeats);
            repeatsInAll.add(1);
        }
        state.update(known);
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
                candle -> emit(book, candle, context::output));
        keep(book, due, context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RowData> out)
            throws Exception {
        CandleBook book = book(context.getCurrentKey());
        book.advance(timestamp * MICROS_PER_MILLI, candle -> emit(book, candle, context::output));
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
            book.giveUpWaiting(candle -> emit(book, candle, output));
            state().update(book);
        }
    }

    private CandleBook book(String pair) throws Exception {
        CandleBook book = state().value();
        return book == null ? new CandleBook(new Pair(pair)) : book;
    }

    private ValueState<CandleBook> state() {
        return opened(books);
    }

    private static <T> ValueState<T> opened(@Nullable ValueState<T> state) {
        if (state == null) {
            throw new IllegalStateException("candles: must be opened before use");
        }
        return state;
    }

    private void keep(CandleBook book, long dueBefore, Context context) throws Exception {
        state().update(book);
        long due = book.nextDue();
        if (due != dueBefore && due != Long.MAX_VALUE) {
            context.timerService().registerEventTimeTimer(due / MICROS_PER_MILLI);
        }
    }

    private void emit(
            CandleBook book, Candle candle, BiConsumer<OutputTag<RowData>, RowData> output) {
        OutputTag<RowData> tag = candles.get(candle.interval());
        if (tag != null) {
            output.accept(tag, CandleRows.of(candle));
        }
        if (candle.interval() == TradeFlowRows.INTERVAL) {
            book.flow(candle).ifPresent(flow -> output.accept(flows, TradeFlowRows.of(flow)));
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
