package lab.poller.simulator;

/**
 * Random numbers that are the same on every machine and whose whole state is one number: SplitMix64
 * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
 *
 * <p>Logarithms and powers are {@link StrictMath}'s, for the same reason.
 */
final class Dice {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double DOUBLE_UNIT = 0x1.0p-53;

    private long state;

    Dice(long state) {
        this.state = state;
    }

    long state() {
        return state;
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** From 0 up to 1, without 1. */
    double nextDouble() {
        return (nextLong() >>> 11) * DOUBLE_UNIT;
    }

    /** From 0 up to a small bound, without it. */
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    boolean chance(double probability) {
        return nextDouble() < probability;
    }

    /** The waiting time of something that happens once in a unit of time. */
    double nextExponential() {
        return -StrictMath.log(1 - nextDouble());
    }

    /** Normal, by Marsaglia's polar method; its twin is thrown away, so that no state is hidden. */
    double nextNormal() {
        double x;
        double square;
        do {
            x = 2 * nextDouble() - 1;
            double y = 2 * nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        return x * Math.sqrt(-2 * StrictMath.log(square) / square);
    }
}
