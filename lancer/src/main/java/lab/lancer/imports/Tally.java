package lab.lancer.imports;

import java.util.Optional;

/**
 * What became of a file's rows. Of a file of candles each row is a candle or refused; of a file of
 * trades each is used or refused, and candles are what was made of them.
 *
 * @param rows that are in the file, without header and banner
 * @param used rows that became a candle, or a part of one
 * @param refused all other rows
 * @param repeats those refused that say again, in the same words, what a row before them said;
 *     nothing is lost with them
 * @param candles that were handed on
 * @param cut why the file could not be read to its end
 * @param refusal why nothing of it was taken
 */
public record Tally(
        long rows,
        long used,
        long refused,
        long repeats,
        long candles,
        Optional<String> cut,
        Optional<String> refusal) {
    public Tally {
        if (rows != used + refused || repeats > refused) {
            throw new IllegalStateException(
                    "rows: %d must be %d used and %d refused, of these %d repeats"
                            .formatted(rows, used, refused, repeats));
        }
    }

    /** Whether nothing is missing that the file was to bring. */
    public boolean isWhole() {
        return refused == repeats && cut.isEmpty() && refusal.isEmpty();
    }
}
