package lab.lancer.index;

import java.util.Iterator;
import lab.lancer.pattern.PatternRow;
import lab.lancer.pattern.PatternRules;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows as Arrow's batches, made as they are asked for. */
final class RowBatches extends ArrowReader {
    private static final int BATCH_ROWS = 4_096;

    private final Schema schema;
    private final Iterator<PatternRow> rows;

    RowBatches(BufferAllocator allocator, Schema schema, Iterator<PatternRow> rows) {
        super(allocator);
        this.schema = schema;
        this.rows = rows;
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() {
        // The rows are in memory
    }

    @Override
    public boolean loadNextBatch() throws java.io.IOException {
        VectorSchemaRoot root = getVectorSchemaRoot();
        root.clear();
        if (!rows.hasNext()) {
            return false;
        }
        root.getFieldVectors()
                .forEach(vector -> {
                    vector.setInitialCapacity(BATCH_ROWS);
                    vector.allocateNew();
                });
        var batch = new Batch(root);
        int count = 0;
        while (count < BATCH_ROWS && rows.hasNext()) {
            batch.set(count++, rows.next());
        }
        root.setRowCount(count);
        return true;
    }

    /** The columns of one batch. */
    private static final class Batch {
        private final VectorSchemaRoot root;
        private final IntVector minute;
        private final BitVector live;
        private final FixedSizeListVector vector;
        private final Float4Vector items;
        private final IntVector known;

        Batch(VectorSchemaRoot root) {
            this.root = root;
            this.minute = (IntVector) root.getVector(RowSchema.MINUTE);
            this.live = (BitVector) root.getVector(RowSchema.LIVE);
            this.vector = (FixedSizeListVector) root.getVector(RowSchema.VECTOR);
            this.items = (Float4Vector) vector.getDataVector();
            this.known = (IntVector) root.getVector(RowSchema.KNOWN);
        }

        private Float8Vector number(String column) {
            return (Float8Vector) root.getVector(column);
        }

        void set(int at, PatternRow row) {
            minute.setSafe(at, row.candle().minute());
            number(RowSchema.CLOSE).setSafe(at, row.candle().close());
            live.setSafe(at, row.candle().isLive() ? 1 : 0);
            row.window()
                    .ifPresentOrElse(
                            window -> set(at, window),
                            () -> {
                                vector.setNull(at);
                                number(RowSchema.MEAN_PRICE).setNull(at);
                                number(RowSchema.VOLATILITY).setNull(at);
                            });
            row.outcome()
                    .ifPresentOrElse(
                            outcome -> {
                                known.setSafe(
                                        at, row.candle().minute() + PatternRules.OUTCOME_MINUTES);
                                number(RowSchema.OUTCOME).setSafe(at, outcome.pct());
                                number(RowSchema.OUTCOME_MAX).setSafe(at, outcome.maxPct());
                                number(RowSchema.OUTCOME_MIN).setSafe(at, outcome.minPct());
                            },
                            () -> {
                                known.setNull(at);
                                number(RowSchema.OUTCOME).setNull(at);
                                number(RowSchema.OUTCOME_MAX).setNull(at);
                                number(RowSchema.OUTCOME_MIN).setNull(at);
                            });
            Float8Vector best = number(RowSchema.BEST);
            row.best()
                    .ifPresentOrElse(
                            found ->
                                    best.setSafe(
                                            at, found.distance().orElse(Double.POSITIVE_INFINITY)),
                            () -> best.setNull(at));
        }

        private void set(int at, PatternRow.Window window) {
            int from = vector.startNewValue(at);
            for (int i = 0; i < PatternRules.WINDOW_MINUTES; i++) {
                items.setSafe(from + i, window.at(i));
            }
            number(RowSchema.MEAN_PRICE).setSafe(at, window.meanPrice());
            number(RowSchema.VOLATILITY).setSafe(at, window.volatilityPct());
        }
    }
}
