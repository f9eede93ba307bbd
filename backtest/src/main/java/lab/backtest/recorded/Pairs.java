package lab.backtest.recorded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lab.domain.Pair;

/** Numbers for pairs, so that a row holds a number. */
final class Pairs {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();

    int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        int number = pairs.size();
        pairs.add(new Pair(name));
        numbers.put(name, number);
        return number;
    }

    Pair pair(long number) {
        return pairs.get((int) number);
    }
}
