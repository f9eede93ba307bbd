package lab.console.market;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A pair's newest price and what is known around it.
 *
 * @param bestBid empty if nobody bids, or if no tick has come yet
 * @param bestAsk empty if nobody asks, or if no tick has come yet
 * @param volume24h in the base asset, by the exchange
 * @param changePercent since the first price within a day that is known, to two places
 * @param changeMinutes how long ago that was: less than a day where less is known
 * @param places with how many places the pair is priced, as far as its prices have shown
 * @param time when the price was made, at the exchange
 */
public record PriceRow(
        String pair,
        String price,
        Optional<String> bestBid,
        Optional<String> bestAsk,
        @JsonProperty("volume_24h") Optional<String> volume24h,
        Optional<BigDecimal> changePercent,
        long changeMinutes,
        int places,
        Instant time) {}
