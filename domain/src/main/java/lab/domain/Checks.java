package lab.domain;

/** Argument checks whose messages name the thing, the rule and the culprit. */
final class Checks {
    private Checks() {}

    static void check(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(arguments));
        }
    }
}
