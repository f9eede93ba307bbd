package lab.flink.sql.candles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import lab.domain.CandleBook;
import lab.domain.Pair;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link CandleBook}s into checkpoints; the book itself says in which version. */
public final class CandleBookType extends TypeSerializerSingleton<CandleBook> {
    private static final long serialVersionUID = 1L;

    static final CandleBookType INSTANCE = new CandleBookType();

    @Override
    public boolean isImmutableType() {
        return false;
    }

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
    public CandleBook copy(CandleBook from, CandleBook reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(CandleBook book, DataOutputView target) throws IOException {
        book.write(target);
    }

    @Override
    public CandleBook deserialize(DataInputView source) throws IOException {
        return CandleBook.read(source);
    }

    @Override
    public CandleBook deserialize(CandleBook reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
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
