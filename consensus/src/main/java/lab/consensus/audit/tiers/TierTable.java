package lab.consensus.audit.tiers;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A table of a tier as it stood at one moment. */
public interface TierTable {

    /** The names of all its columns. */
    List<String> columns();

    /** At which snapshot it is read, in the tier's own words. */
    String snapshot();

    /**
     * Reads all rows, in no order.
     *
     * @param columns names of its columns
     * @param row gets the values in the order of {@code columns}, each a {@code String}, {@code
     *     Long}, {@code BigDecimal} or {@code LocalDateTime} (UTC), or null. The array is its own.
     */
    void read(List<String> columns, Consumer<@Nullable Object[]> row) throws IOException;
}
