package lab.lancer.imports;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A trade as a row says it.
 *
 * @param row its number in the file
 * @param id the exchange's, if the file has it
 */
record TradeRow(long row, Instant time, BigDecimal price, BigDecimal size, Optional<String> id) {}
