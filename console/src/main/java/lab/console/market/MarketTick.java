package lab.console.market;

import java.math.BigDecimal;
import java.time.Instant;
import lab.domain.Pair;
import lab.domain.Price;

/**
 * What the page needs to know of one line of the ticker.
 *
 * @param bestBid zero if nobody bids
 * @param bestAsk zero if nobody asks
 */
public record MarketTick(
        Pair pair,
        long sequence,
        Instant time,
        Price price,
        Price bestBid,
        Price bestAsk,
        BigDecimal volume24h) {}
