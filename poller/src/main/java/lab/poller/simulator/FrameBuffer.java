package lab.poller.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of frames, one after another, written without making an object for a field. */
final class FrameBuffer {
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final long[] POWERS = powers();

    private byte[] bytes = new byte[8 * 1024];
    private int length;
    private int[] ends = new int[16];
    private int frames;

    void clear() {
        length = 0;
        frames = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int frames() {
        return frames;
    }

    int start(int frame) {
        return frame == 0 ? 0 : ends[frame - 1];
    }

    int end(int frame) {
        return ends[frame];
    }

    /** Ends the frame that was being written. */
    void endFrame() {
        if (frames == ends.length) {
            ends = Arrays.copyOf(ends, 2 * frames);
        }
        ends[frames++] = length;
    }

    FrameBuffer text(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    FrameBuffer number(long value) {
        return digits(value, value == 0 ? 1 : digitsOf(value));
    }

    /** A decimal of so many units of the last of its places. */
    FrameBuffer decimal(long units, int places) {
        number(units / POWERS[places]);
        if (places > 0) {
            reserve(1);
            bytes[length++] = '.';
            digits(units % POWERS[places], places);
        }
        return this;
    }

    FrameBuffer digits(long value, int count) {
        reserve(count);
        long rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    /** A UUID of the random kind. */
    FrameBuffer uuid(long high, long low) {
        long most = (high & 0xffffffffffff0fffL) | 0x4000;
        long least = (low & 0x3fffffffffffffffL) | 0x8000000000000000L;
        hex(most >>> 32, 8).dash().hex(most >>> 16, 4).dash().hex(most, 4).dash();
        return hex(least >>> 48, 4).dash().hex(least, 12);
    }

    private FrameBuffer dash() {
        reserve(1);
        bytes[length++] = '-';
        return this;
    }

    private FrameBuffer hex(long value, int count) {
        reserve(count);
        for (int i = count - 1; i >= 0; i--) {
            bytes[length++] = HEX[(int) (value >>> (4 * i)) & 15];
        }
        return this;
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + count));
        }
    }

    static long power(int exponent) {
        return POWERS[exponent];
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int digitsOf(long value) {
        int digits = 1;
        while (digits < POWERS.length && value >= POWERS[digits]) {
            digits++;
        }
        return digits;
    }

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }
}
