package lab.backtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * As many points of a line as a chart can show: of each stretch its lowest and its highest, so that
 * no extreme is lost.
 */
final class Thinned {
    private Thinned() {}

    /** The places of the points that are shown, in their order. */
    static List<Integer> places(int size, int pointsMax, IntToDoubleFunction value) {
        List<Integer> places = new ArrayList<>();
        int stretches = Math.max(1, pointsMax / 2);
        if (size <= pointsMax) {
            for (int i = 0; i < size; i++) {
                places.add(i);
            }
            return places;
        }
        for (int stretch = 0; stretch < stretches; stretch++) {
            int from = (int) ((long) size * stretch / stretches);
            int to = (int) ((long) size * (stretch + 1) / stretches);
            int low = from;
            int high = from;
            for (int i = from; i < to; i++) {
                low = value.applyAsDouble(i) < value.applyAsDouble(low) ? i : low;
                high = value.applyAsDouble(i) > value.applyAsDouble(high) ? i : high;
            }
            places.add(Math.min(low, high));
            if (low != high) {
                places.add(Math.max(low, high));
            }
        }
        if (places.getLast() != size - 1) {
            places.add(size - 1);
        }
        return places;
    }
}
