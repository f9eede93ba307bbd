package lab.domain.clearing.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import lab.domain.EventTime;

/** Values as bytes and back, for whoever keeps them. */
public final class StateBytes {
    public interface Writing {
        void to(DataOutput out) throws IOException;
    }

    public interface Reading<T> {
        T from(DataInput in) throws IOException;
    }

    private StateBytes() {}

    public static byte[] write(Writing writing) {
        var bytes = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static <T> T read(byte[] bytes, Reading<T> reading) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return reading.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException("state: must be as it was written, was not", e);
        }
    }

    /** What a version does not know yet. */
    public static IllegalStateException tooNew(String what, int format, int newestKnown) {
        return new IllegalStateException(
                ("%s: format must be at most %d, was %d; start it with the version that wrote it, or"
                                + " run ./lab reset --only derived")
                        .formatted(what, newestKnown, format));
    }

    public static void writeTime(Instant time, DataOutput out) throws IOException {
        out.writeLong(EventTime.toMicros(time));
    }

    public static Instant readTime(DataInput in) throws IOException {
        return EventTime.ofMicros(in.readLong());
    }

    public static void writeDecimal(BigDecimal decimal, DataOutput out) throws IOException {
        byte[] unscaled = decimal.unscaledValue().toByteArray();
        out.writeByte(decimal.scale());
        out.writeShort(unscaled.length);
        out.write(unscaled);
    }

    public static BigDecimal readDecimal(DataInput in) throws IOException {
        int scale = in.readByte();
        byte[] unscaled = new byte[in.readUnsignedShort()];
        in.readFully(unscaled);
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    /** The nearer to zero, the fewer bytes: one to ten. */
    public static void writeSmall(long value, DataOutput out) throws IOException {
        long rest = (value << 1) ^ (value >> (Long.SIZE - 1));
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    public static long readSmall(DataInput in) throws IOException {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.readByte();
            value |= (next & 0x7FL) << shift;
            shift += 7;
        } while (next < 0 && shift < Long.SIZE);
        return (value >>> 1) ^ -(value & 1);
    }

    public static void writeOptional(Optional<String> text, DataOutput out) throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) {
            out.writeUTF(text.get());
        }
    }

    public static Optional<String> readOptional(DataInput in) throws IOException {
        return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
    }
}
