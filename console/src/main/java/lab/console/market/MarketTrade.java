package lab.console.market;

import java.time.Instant;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;

/**
 * What the page needs to know of one executed trade.
 *
 * @param feedTime the newest time that the feed had shown when it gave this trade, if it is known
 */
public record MarketTrade(
        Pair pair,
        long tradeId,
        Instant time,
        Price price,
        Quantity size,
        Optional<Instant> feedTime) {}
