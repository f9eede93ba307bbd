package lab.backtest.signals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import lab.domain.Candle;
import lab.domain.Pair;

/** Other signals, of which is written down what was asked and said at each time, for comparing. */
public final class Overheard implements SignalsOfThen {
    private final SignalsOfThen whose;
    private final SortedMap<Instant, List<String>> lines = new ConcurrentSkipListMap<>();

    public Overheard(SignalsOfThen whose) {
        this.whose = whose;
    }

    @Override
    public Search ask(Instant time, SortedMap<Pair, List<Candle>> seen) {
        Search search = whose.ask(time, seen);
        List<Pair> pairs = List.copyOf(seen.keySet());
        return () -> {
            Said said = search.find();
            List<String> told = new ArrayList<>();
            for (Pair pair : pairs) {
                told.add(
                        "%s %s: patterns %s, commentary %s, masked %s, question %s"
                                .formatted(
                                        time,
                                        pair,
                                        said.open().patterns(pair),
                                        said.open().sentiment(pair),
                                        said.masked().sentiment(pair),
                                        said.questions().getOrDefault(pair, "none")));
            }
            lines.put(time, told);
            return said;
        };
    }

    /** By time what was asked and said, a line for each pair. */
    public Map<Instant, List<String>> lines() {
        return lines;
    }
}
