package lab.lancer.imports;

import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmTierException;

/** Where candles go. One that comes again replaces the one of the same minute. */
public interface CandleSink {
    void add(ImportedCandle candle) throws WarmTierException;
}
