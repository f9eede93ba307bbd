package lab.domain;

/** Argument checks whose messages name the thing, the rule and the culprit. */
public final class Checks {
    private Checks() {}

    public static void check(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw broken(message, arguments);
        }
    }

    public static void checkExchange(String exchange) {
        if (exchange.isEmpty() || exchange.length() > 32) {
            throw broken("exchange: must be 1 to 32 characters, was %s", Decimal8.quoted(exchange));
        }
    }

    /** For checks on hot paths, whose message would cost more than the check. */
    public static IllegalArgumentException broken(String message, Object... arguments) {
        return new IllegalArgumentException(message.formatted(arguments));
    }
}
