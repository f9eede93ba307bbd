package lab.iggy.embedded.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** An answer as it came, held against what is expected. */
final class Answer {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    /** Status and length come first, and were needed to read the rest. */
    private static final int LENGTH_AT = 4;

    private final byte[] bytes;
    private final ByteBuffer in;

    Answer(byte[] bytes) {
        this.bytes = bytes;
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Compares, and remembers what masks have hidden. */
    void mustBe(List<Piece> expected, Map<String, byte[]> remembered) {
        for (Piece piece : expected) {
            int at = in.position();
            switch (piece) {
                case Piece.Bytes(var wanted) -> {
                    byte[] had = take(Math.min(wanted.length, in.remaining()));
                    if (!Arrays.equals(wanted, had)) {
                        throw differs(at, HEX.formatHex(wanted));
                    }
                }
                case Piece.Masked(var name, var size) -> remembered.put(name, masked(at, size));
                case Piece.Length() -> {
                    if (at != LENGTH_AT) {
                        throw differs(at, "a length at byte " + LENGTH_AT);
                    }
                    take(Integer.BYTES);
                }
                case Piece.Remembered(var name) ->
                        throw new IllegalArgumentException(name + ": only a request may have it");
            }
        }
        if (in.hasRemaining()) {
            throw differs(in.position(), "its end");
        }
    }

    private byte[] masked(int at, String size) {
        if (size.equals("*")) {
            return take(in.remaining());
        }
        if (Character.isDigit(size.charAt(0))) {
            return need(at, Integer.parseInt(size));
        }
        int star = size.indexOf('*');
        String prefix = star < 0 ? size : size.substring(0, star);
        int each = star < 0 ? 1 : Integer.parseInt(size.substring(star + 1));
        long count =
                switch (prefix) {
                    case "u8" -> Byte.toUnsignedInt(need(at, Byte.BYTES)[0]);
                    case "u32" -> {
                        need(at, Integer.BYTES);
                        yield Integer.toUnsignedLong(in.getInt(at));
                    }
                    default -> throw new IllegalArgumentException("mask: no such size: " + size);
                };
        need(at, Math.multiplyExact(count, each));
        return Arrays.copyOfRange(bytes, at, in.position());
    }

    private byte[] need(int at, long count) {
        if (count > in.remaining()) {
            throw differs(at, count + " bytes more");
        }
        return take((int) count);
    }

    private byte[] take(int count) {
        var taken = new byte[count];
        in.get(taken);
        return taken;
    }

    private AssertionError differs(int at, String expected) {
        return new AssertionError(
                "byte %d: expected %s, had %s%nof %s"
                        .formatted(
                                at,
                                expected,
                                HEX.formatHex(bytes, at, bytes.length),
                                HEX.formatHex(bytes)));
    }
}
