package lab.poller;

import java.util.LinkedHashMap;
import java.util.Map;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.domain.repeat.TradeContent;

/**
 * What the newest trades of a feed said: so that one which comes again with the same words, a
 * repeat, is told from one whose id had other words before.
 *
 * <p>It remembers a bounded number of trades, by what they said in short.
 */
final class TradeContents {
    private static final int TRADES_MAX = 100_000;

    private record Id(Pair pair, long tradeId) {}

    private final Map<Id, Integer> known =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Id, Integer> eldest) {
                    return size() > TRADES_MAX;
                }
            };

    /** Whether the trade's id came before with other content; what came first is remembered. */
    boolean contradicts(Trade trade) {
        int content = TradeContent.of(trade);
        Integer before = known.putIfAbsent(new Id(trade.pair(), trade.tradeId()), content);
        return before != null && before != content;
    }
}
