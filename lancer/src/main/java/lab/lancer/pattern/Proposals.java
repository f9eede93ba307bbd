package lab.lancer.pattern;

/** Says which past windows may be the nearest, without a look at all of them. */
@FunctionalInterface
public interface Proposals {
    /**
     * Some of the nearest.
     *
     * @param query the window's vector
     * @param knownMinute outcomes have to be known with the candle of this minute, or before
     * @param count how many are wanted
     * @return the minutes at which they end; fewer than wanted if there are no more
     */
    int[] nearest(float[] query, int knownMinute, int count);
}
