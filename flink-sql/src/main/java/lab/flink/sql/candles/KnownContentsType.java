package lab.flink.sql.candles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import lab.domain.repeat.KnownContents;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Writes {@link KnownContents} into checkpoints. */
public final class KnownContentsType extends KeptType<KnownContents> {
    private static final long serialVersionUID = 1L;

    static final KnownContentsType INSTANCE = new KnownContentsType();

    @Override
    public KnownContents createInstance() {
        return new KnownContents();
    }

    @Override
    public KnownContents copy(KnownContents from) {
        return from.copy();
    }

    @Override
    void write(KnownContents known, DataOutput out) throws IOException {
        known.write(out);
    }

    @Override
    KnownContents read(DataInput in) throws IOException {
        return KnownContents.read(in);
    }

    @Override
    public TypeSerializerSnapshot<KnownContents> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Says which class reads the state. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<KnownContents> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
