package lab.benchmarks.generator;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** One partition, made up to {@code next}. */
record GeneratorSplit(int partition, long next) implements SourceSplit {
    @Override
    public String splitId() {
        return Integer.toString(partition);
    }

    /** Its bytes in a checkpoint. */
    static final class Serializer implements SimpleVersionedSerializer<GeneratorSplit> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(GeneratorSplit split) throws IOException {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.writeInt(split.partition());
            out.writeLong(split.next());
            return bytes.toByteArray();
        }

        @Override
        public GeneratorSplit deserialize(int version, byte[] serialized) throws IOException {
            var in = new DataInputStream(new ByteArrayInputStream(serialized));
            return new GeneratorSplit(in.readInt(), in.readLong());
        }
    }

    /** The enumerator remembers nothing: splits are few, given out once, and never lost. */
    static final class NothingSerializer implements SimpleVersionedSerializer<Integer> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Integer nothing) {
            return new byte[0];
        }

        @Override
        public Integer deserialize(int version, byte[] serialized) {
            return 0;
        }
    }
}
