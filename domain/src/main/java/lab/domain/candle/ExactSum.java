package lab.domain.candle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * A sum of products of two non-negative longs that never rounds and never wraps.
 *
 * <p>It counts in 128 bits and carries what would not fit over to a {@link BigInteger}, so that the
 * usual case allocates nothing.
 */
final class ExactSum {
    /** One more product, at most 2^126 / 2^64 in its high half, cannot wrap a sum below this. */
    private static final long HIGH_MAX = 1L << 61;

    private BigInteger carried = BigInteger.ZERO;
    private long high;
    private long low;

    void add(long a, long b) {
        long sum = low + a * b;
        high += Math.multiplyHigh(a, b) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
        if (high > HIGH_MAX) {
            carried = total();
            high = 0;
            low = 0;
        }
    }

    BigInteger total() {
        BigInteger upper = BigInteger.valueOf(high).shiftLeft(Long.SIZE);
        BigInteger lower = BigInteger.valueOf(low >>> 1).shiftLeft(1).or(lowestBit());
        return carried.add(upper).add(lower);
    }

    private BigInteger lowestBit() {
        return (low & 1) == 0 ? BigInteger.ZERO : BigInteger.ONE;
    }

    void write(DataOutput out) throws IOException {
        byte[] bytes = carried.toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
        out.writeLong(high);
        out.writeLong(low);
    }

    static ExactSum read(DataInput in) throws IOException {
        var sum = new ExactSum();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        sum.carried = new BigInteger(bytes);
        sum.high = in.readLong();
        sum.low = in.readLong();
        return sum;
    }
}
