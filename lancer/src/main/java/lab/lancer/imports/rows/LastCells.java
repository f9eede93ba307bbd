package lab.lancer.imports.rows;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the lines of a text end with, by which its last one is judged if it has no line end: it may
 * be whole, or a download broke off within it and its last number lacks digits.
 */
final class LastCells {
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]*)(?:([.,])([0-9]*))?");

    /** Whoever leaves out zeros has a shorter number once in ten. */
    private static final int ALIKE_MIN = 10;

    private static final int POINTED_MIN = 3;

    /** Of a time in seconds; other whole numbers differ in length. */
    private static final int DIGITS_OF_TIME = 10;

    private long lines;
    private int cells;
    private long numbers;
    private long pointed;
    private int places;
    private int digits;
    private boolean isEverEmpty;
    private boolean arePlacesAlike = true;
    private boolean areDigitsAlike = true;

    /** A line that has its end. */
    void see(List<String> line) {
        lines++;
        cells = line.size();
        isEverEmpty |= line.getLast().isEmpty();
        Matcher number = NUMBER.matcher(line.getLast());
        if (line.getLast().isEmpty() || !number.matches()) {
            return;
        }
        boolean isFirst = numbers++ == 0;
        int here = number.group(3) == null ? 0 : number.group(3).length();
        arePlacesAlike &= isFirst || here == places;
        areDigitsAlike &= isFirst || number.group(1).length() == digits;
        places = here;
        digits = number.group(1).length();
        pointed += number.group(2) == null ? 0 : 1;
    }

    /** Why a line without an end is not whole, if that shows. */
    Optional<String> cut(List<String> line) {
        String last = line.getLast();
        if (lines > 0 && line.size() < cells) {
            return Optional.of("has %d cells of %d".formatted(line.size(), cells));
        }
        if (last.isEmpty() && numbers > 0 && !isEverEmpty) {
            return Optional.of("has nothing in its last cell");
        }
        Matcher number = NUMBER.matcher(last);
        if (last.isEmpty() || !number.matches()) {
            return Optional.empty();
        }
        boolean hasPoint = number.group(2) != null;
        int here = hasPoint ? number.group(3).length() : 0;
        boolean isBroken = hasPoint && here == 0 && !(pointed > 0 && places == 0);
        boolean lacksPoint = !hasPoint && numbers >= POINTED_MIN && pointed == numbers;
        boolean lacksPlaces = numbers >= ALIKE_MIN && arePlacesAlike && places > 1 && here < places;
        boolean lacksDigits =
                numbers >= POINTED_MIN
                        && areDigitsAlike
                        && digits >= DIGITS_OF_TIME
                        && number.group(1).length() < digits;
        return isBroken || lacksPoint || lacksPlaces || lacksDigits
                ? Optional.of(
                        "has \"%s\" for its last number, which has fewer digits than all above"
                                .formatted(last))
                : Optional.empty();
    }

    /** Whether a line without an end may lack digits of its last number for all that shows. */
    boolean isDoubtful(List<String> line) {
        return numbers > 0 && !line.getLast().isEmpty() && NUMBER.matcher(line.getLast()).matches();
    }
}
