package lab.iggy.embedded.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Reads one request payload. Whatever is missing or malformed is refused with the protocol's code.
 */
public final class WireReader {
    private static final int NUMERIC = 1;
    private static final int NAMED = 2;
    private static final int FLAG_SET = 1;

    private final ByteBuf buffer;

    public WireReader(ByteBuf buffer) {
        this.buffer = buffer;
    }

    public int u8() {
        need(Byte.BYTES);
        return buffer.readUnsignedByte();
    }

    /** An unsigned 32-bit number, in the bits of an int. */
    public int u32() {
        need(Integer.BYTES);
        return buffer.readIntLE();
    }

    /** An unsigned 64-bit number, in the bits of a long. */
    public long u64() {
        need(Long.BYTES);
        return buffer.readLongLE();
    }

    /** A number of things: an unsigned 32-bit number as a long. */
    public long count() {
        return Integer.toUnsignedLong(u32());
    }

    /** Whether something optional follows: any number but 1 says no. */
    public boolean flag() {
        return u8() == FLAG_SET;
    }

    /** A truth value: any number but 0 says yes. */
    public boolean bool() {
        return u8() != 0;
    }

    /** How many bytes have not been read. */
    public int left() {
        return buffer.readableBytes();
    }

    public byte[] bytes(int length) {
        need(length);
        var bytes = new byte[length];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** A name of 1 to 255 bytes. */
    public String name() {
        int length = u8();
        if (length == 0) {
            throw new RefusedException(ErrorCode.INVALID_FORMAT, "name: must not be empty");
        }
        return text(length);
    }

    /** A string of up to 255 bytes, which may be empty. */
    public String shortText() {
        return text(u8());
    }

    /** A string with a 32-bit length, which may be empty. */
    public String longText() {
        long length = count();
        if (length > buffer.readableBytes()) {
            throw tooShort(length);
        }
        return text((int) length);
    }

    public Identifier identifier() {
        int kind = u8();
        int length = u8();
        need(length);
        return switch (kind) {
            case NUMERIC -> {
                if (length != Integer.BYTES) {
                    throw new RefusedException(
                            ErrorCode.INVALID_FORMAT,
                            "numeric identifier: must have 4 bytes, had " + length);
                }
                yield new Identifier.Numeric(u32());
            }
            case NAMED -> {
                if (length == 0) {
                    throw new RefusedException(
                            ErrorCode.INVALID_FORMAT, "named identifier: must not be empty");
                }
                yield new Identifier.Named(text(length));
            }
            default ->
                    throw new RefusedException(
                            ErrorCode.INVALID_COMMAND, "identifier: no such kind: " + kind);
        };
    }

    public Consumer consumer() {
        int kind = u8();
        return switch (kind) {
            case 1 -> new Consumer(Consumer.Kind.CONSUMER, identifier());
            case 2 -> new Consumer(Consumer.Kind.GROUP, identifier());
            default ->
                    throw new RefusedException(
                            ErrorCode.INVALID_COMMAND, "consumer: no such kind: " + kind);
        };
    }

    /** Always five bytes: a flag and a number that only counts if the flag is set. */
    public OptionalInt optionalPartition() {
        boolean present = flag();
        int partition = u32();
        return present ? OptionalInt.of(partition) : OptionalInt.empty();
    }

    public PollFrom pollFrom() {
        int kind = u8();
        long value = u64();
        return switch (kind) {
            case 1 -> new PollFrom.Offset(value);
            case 2 -> new PollFrom.Timestamp(value);
            case 3 -> new PollFrom.First();
            case 4 -> new PollFrom.Last();
            case 5 -> new PollFrom.Next();
            default ->
                    throw new RefusedException(
                            ErrorCode.INVALID_COMMAND, "polling strategy: no such kind: " + kind);
        };
    }

    public Partitioning partitioning() {
        int kind = u8();
        int length = u8();
        return switch (kind) {
            case 1 -> {
                checkLength("balanced partitioning", length, 0);
                yield new Partitioning.Balanced();
            }
            case 2 -> {
                checkLength("partition id", length, Integer.BYTES);
                yield new Partitioning.ById(u32());
            }
            case 3 -> {
                if (length == 0) {
                    throw new RefusedException(
                            ErrorCode.INVALID_FORMAT, "messages key: must not be empty");
                }
                yield new Partitioning.ByKey(KeyHash.of(bytes(length)));
            }
            default ->
                    throw new RefusedException(
                            ErrorCode.INVALID_COMMAND, "partitioning: no such kind: " + kind);
        };
    }

    private static void checkLength(String thing, int length, int expected) {
        if (length != expected) {
            throw new RefusedException(
                    ErrorCode.INVALID_FORMAT,
                    thing + ": must have " + expected + " bytes, had " + length);
        }
    }

    private String text(int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(ErrorCode.INVALID_COMMAND, "text: must be UTF-8");
        }
    }

    private void need(int length) {
        if (length > buffer.readableBytes()) {
            throw tooShort(length);
        }
    }

    private RefusedException tooShort(long length) {
        return new RefusedException(
                ErrorCode.INVALID_COMMAND,
                "payload: %d more bytes needed, %d left".formatted(length, buffer.readableBytes()));
    }
}
