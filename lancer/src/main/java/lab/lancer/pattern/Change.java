package lab.lancer.pattern;

import java.util.SortedSet;

/**
 * What more candles make of a series.
 *
 * @param minutes whose rows are not what they were: of the candles that changed, and of the windows
 *     and outcomes that those are part of
 */
public record Change(Series after, SortedSet<Integer> minutes) {

    public boolean isNothing() {
        return minutes.isEmpty();
    }
}
