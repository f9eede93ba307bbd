package lab.flink.sql.features;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.book.BookEntry;
import lab.domain.book.BookFeatures;
import lab.domain.book.FeatureBook;
import lab.topics.codec.BookCodec;
import lab.topics.codec.MalformedMessage;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * Keyed by pair: {@link FeatureBook} within Flink's state. Event time is that of the pair's log, so
 * no watermark matters.
 *
 * <p>Of a pair's last window only silence tells that it may have ended: when between two
 * checkpoints nothing came, what is open is told as it is, before the second. What comes later
 * tells it again.
 *
 * <p>State a pair: its book, some 16 bytes a level, and what tells repeats. Books are at hand as
 * long as the job runs, and become bytes when a checkpoint wants those that have changed.
 */
final class BookFeatureOperator extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<RowData, RowData> {
    private static final long serialVersionUID = 1L;

    private static final ValueStateDescriptor<byte[]> BOOK =
            new ValueStateDescriptor<>(
                    "book", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final int pairColumn;
    private final int payloadColumn;
    private transient @Nullable ValueState<byte[]> stored;
    private transient Map<String, FeatureBook> books = new TreeMap<>();
    private transient Set<String> changed = new HashSet<>();
    private transient boolean isQuiet;

    BookFeatureOperator(int pairColumn, int payloadColumn) {
        this.pairColumn = pairColumn;
        this.payloadColumn = payloadColumn;
    }

    @Override
    public void open() throws Exception {
        super.open();
        stored = getPartitionedState(BOOK);
        books = new TreeMap<>();
        changed = new HashSet<>();
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        BOOK,
                        (pair, state) -> books.put(pair, book(state.value())));
    }

    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processElement(StreamRecord<RowData> element) throws Exception {
        isQuiet = false;
        String pair = element.getValue().getString(pairColumn).toString();
        changed.add(pair);
        books.computeIfAbsent(pair, name -> new FeatureBook(new Pair(name)))
                .take(entry(element.getValue()), this::tell);
    }

    private BookEntry entry(RowData row) throws MalformedMessage {
        // The source has looked at its times when the bus had it
        return BookCodec.decode(
                row.getString(payloadColumn).toBytes(), MarketClock.OWN.receipt(Instant.EPOCH));
    }

    private void tell(BookFeatures features) {
        output.collect(new StreamRecord<>(BookFeatureRows.of(features)));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        if (isQuiet) {
            books.forEach((pair, book) -> {
                if (book.tellOpen(this::tell)) {
                    changed.add(pair);
                }
            });
        }
        isQuiet = true;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (String pair : changed) {
            setCurrentKey(pair);
            requireNonNull(stored).update(bytes(requireNonNull(books.get(pair))));
        }
        changed.clear();
    }

    private static byte[] bytes(FeatureBook book) throws IOException {
        var bytes = new ByteArrayOutputStream(1 << 16);
        book.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static FeatureBook book(byte[] bytes) throws IOException {
        return FeatureBook.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
