package lab.launcher.past;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import lab.console.market.CandleRow;
import lab.domain.Pair;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.tables.CandleTable;
import lab.launcher.tables.Tiers;

/** The candles of one minute that a lab has made or was given, running or not. */
public final class PastCandles {
    private final CandleTable table;

    public PastCandles(DataDir data, Ports ports) {
        TierSettings tiers = Tiers.of(data, ports);
        this.table = new CandleTable(tiers);
    }

    public SortedSet<Pair> pairs() throws IOException {
        return table.pairs();
    }

    /** All of a pair, in no order. */
    public List<CandleRow> of(Pair pair) throws IOException {
        return table.all(pair);
    }
}
