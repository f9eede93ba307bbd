package lab.analyst.facts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Where a price went in the last 15 minutes.
 *
 * @param direction {@code up}, {@code down}, {@code flat}, or {@code unknown}
 */
public record Trend(
        BigDecimal current,
        @JsonProperty("price_15m_ago") Optional<BigDecimal> price15mAgo,
        Optional<BigDecimal> changePct,
        @JsonProperty("high_15m") BigDecimal high15m,
        @JsonProperty("low_15m") BigDecimal low15m,
        BigDecimal volatilityPct,
        String direction) {}
