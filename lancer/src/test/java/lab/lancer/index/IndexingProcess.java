package lab.lancer.index;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Market;

/** Writes an index, slowly, until it is killed. */
final class IndexingProcess {
    static final int CANDLES = 6_000;

    private IndexingProcess() {}

    static List<CandleClose> candles() {
        return Market.minutes(CANDLES, 77);
    }

    static void main(String[] arguments) throws Exception {
        IndexConfig config = IndexConfig.of(Path.of(arguments[0]));
        int first = Integer.parseInt(arguments[1]);
        List<CandleClose> candles = candles();
        try (PatternIndex index = PatternIndex.open(config, InstantSource.system())) {
            index.apply(PatternIndexIT.whole(1, candles.subList(0, first)));
            index.flush();
            System.out.println("begun");
            for (int i = first; i < candles.size(); i++) {
                index.apply(PatternIndexIT.written(i, List.of(candles.get(i))));
                index.fillBests(3);
                index.flush();
                index.tidy();
                System.out.println(i);
            }
        }
    }
}
