package lab.launcher.course;

import java.util.Optional;

/**
 * Whether something holds.
 *
 * @param says what, in words
 * @param broken where it does not, if it does not
 */
public record Proof(String says, Optional<String> broken) {
    static Proof of(String says, Optional<String> broken) {
        return new Proof(says, broken);
    }

    static Proof holds(String says, boolean isSo, String otherwise) {
        return new Proof(says, isSo ? Optional.empty() : Optional.of(otherwise));
    }

    public String line() {
        return broken.map(where -> "FAIL  %s; not so: %s".formatted(says, where))
                .orElse("ok    " + says);
    }
}
