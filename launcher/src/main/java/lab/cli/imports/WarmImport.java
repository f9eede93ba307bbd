package lab.cli.imports;

import java.nio.file.Path;
import lab.domain.Pair;
import lab.lancer.imports.CandleSink;
import lab.lancer.warm.CandleImport;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmTierException;
import lab.launcher.directory.LabException;
import lab.launcher.tables.PatternFiles;
import org.jspecify.annotations.Nullable;

/** A pair's candles on their way into the warm tier, whose tables nobody makes for none. */
final class WarmImport implements CandleSink, AutoCloseable {
    private final PatternFiles files;
    private final Pair pair;
    private final String source;
    private @Nullable WarmCandles warm;
    private @Nullable CandleImport into;

    WarmImport(PatternFiles files, Pair pair, String source) {
        this.files = files;
        this.pair = pair;
        this.source = source;
    }

    @Override
    public void add(ImportedCandle candle) throws WarmTierException {
        CandleImport begun = into;
        if (begun == null) {
            begun = begin();
            into = begun;
        }
        begun.add(pair, candle);
    }

    private CandleImport begin() throws WarmTierException {
        try {
            Path scratch = files.scratch();
            WarmCandles opened = files.warmToImport();
            warm = opened;
            return new CandleImport(opened, source, scratch);
        } catch (LabException e) {
            throw new WarmTierException(LabException.reason(e), e);
        }
    }

    /** Makes all candles readable at once. */
    void commit() throws WarmTierException {
        if (into != null) {
            into.commit();
        }
    }

    @Override
    public void close() throws WarmTierException {
        try {
            if (into != null) {
                into.close();
            }
        } finally {
            if (warm != null) {
                warm.close();
            }
        }
    }
}
