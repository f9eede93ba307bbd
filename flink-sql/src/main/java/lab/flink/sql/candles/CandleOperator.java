package lab.flink.sql.candles;

import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;

/**
 * Runs a {@link CandleFunction}, and sees to it that the end of a feed is heard though the trade
 * that it names never comes: because the trade was a dead letter, or the name was wrong.
 *
 * <p>Event time cannot tell, since after the end of a feed nothing moves it. Checkpoints do: when
 * between two of them neither a trade nor an end came, none is on its way, and every end that still
 * waits is taken at its word before the second. So what a checkpoint covers that was asked for
 * after one that covers the whole bus, has the last candles in it. A reader that only paused makes
 * no harm: its trades correct what has appeared.
 */
final class CandleOperator extends KeyedCoProcessOperator<String, RowData, RowData, RowData> {
    private static final long serialVersionUID = 1L;

    private final CandleFunction candles;

    /** Since the last checkpoint; a new or restored operator has heard of none. */
    private transient boolean isQuiet;

    CandleOperator(CandleFunction candles) {
        super(candles);
        this.candles = candles;
    }

    @Override
    public void open() throws Exception {
        super.open();
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        CandleFunction.CONTENTS,
                        (pair, known) -> candles.addKept(known.value()));
    }

    @Override
    public void processElement1(StreamRecord<RowData> trade) throws Exception {
        isQuiet = false;
        super.processElement1(trade);
    }

    @Override
    public void processElement2(StreamRecord<RowData> heartbeat) throws Exception {
        if (candles.isEnd(heartbeat.getValue())) {
            isQuiet = false;
        }
        super.processElement2(heartbeat);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        if (isQuiet) {
            getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            CandleFunction.BOOK,
                            (pair, book) ->
                                    candles.giveUpWaiting((tag, row) ->
                                            output.collect(tag, new StreamRecord<>(row))));
        }
        isQuiet = true;
    }
}
