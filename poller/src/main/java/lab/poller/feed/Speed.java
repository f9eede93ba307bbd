package lab.poller.feed;

/** How fast a market is played. */
public sealed interface Speed {
    Speed AS_RECORDED = new Times(1);
    Speed MAX = new Max();

    /** So many seconds of the market in one. */
    record Times(double factor) implements Speed {
        public Times {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("speed: must be positive, was " + factor);
            }
        }
    }

    /** As fast as it is taken. */
    record Max() implements Speed {}

    /** Reads {@code max} or a number. */
    static Speed parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        try {
            return new Times(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "speed: must be max or a number, was \"" + text + '"', e);
        }
    }
}
