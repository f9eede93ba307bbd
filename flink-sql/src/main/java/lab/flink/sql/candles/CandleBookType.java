package lab.flink.sql.candles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import lab.domain.Pair;
import lab.domain.candle.CandleBook;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Writes {@link CandleBook}s into checkpoints; the book itself says in which version. */
public final class CandleBookType extends KeptType<CandleBook> {
    private static final long serialVersionUID = 1L;

    static final CandleBookType INSTANCE = new CandleBookType();

    @Override
    public CandleBook createInstance() {
        return new CandleBook(new Pair("A-B"));
    }

    @Override
    public CandleBook copy(CandleBook from) {
        try {
            var bytes = new ByteArrayOutputStream(1_024);
            from.write(new DataOutputStream(bytes));
            return CandleBook.read(
                    new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void write(CandleBook book, DataOutput out) throws IOException {
        book.write(out);
    }

    @Override
    CandleBook read(DataInput in) throws IOException {
        return CandleBook.read(in);
    }

    @Override
    public TypeSerializerSnapshot<CandleBook> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Says which class reads the state. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<CandleBook> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
