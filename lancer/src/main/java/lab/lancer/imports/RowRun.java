package lab.lancer.imports;

import java.util.Optional;
import lab.lancer.imports.rows.Row;
import lab.lancer.warm.WarmTierException;

/** A file's rows on their way to become candles. */
interface RowRun {
    /**
     * Takes the next row in, or refuses it.
     *
     * @return why the file is to be refused as a whole, if this row shows that
     */
    Optional<String> take(Row row) throws WarmTierException;

    /**
     * The rows have ended.
     *
     * @return why the file is to be refused as a whole
     */
    Optional<String> end() throws WarmTierException;
}
