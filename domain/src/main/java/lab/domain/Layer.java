package lab.domain;

import static lab.domain.Checks.broken;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What annotations are of; a chart shows or hides each layer by itself. */
public enum Layer {
    /** Commentary. */
    ANALYST,
    /** The past looks much like now. */
    LANCER,
    /** An order that was bought. */
    BUY,
    /** An order that was sold. */
    SELL;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As it is written on the bus, in tables and in requests. */
    public String word() {
        return word;
    }

    /**
     * Reads the word of one.
     *
     * @throws IllegalArgumentException naming {@code layer} if it is none
     */
    public static Layer parse(String text) {
        Optional<Layer> layer =
                Arrays.stream(values()).filter(it -> it.word.equals(text)).findFirst();
        return layer.orElseThrow(() ->
                broken(
                        "layer: must be analyst, lancer, buy or sell, was %s",
                        Decimal8.quoted(text)));
    }
}
