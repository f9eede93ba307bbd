package lab.console.service;

import java.time.Instant;
import java.util.Optional;

/**
 * What a service said, or why it did not.
 *
 * @param reason why nothing was said
 * @param asked when it was asked, by the clock
 */
public record Told<T>(
        Presence presence, Optional<String> reason, Instant asked, Optional<T> answer) {

    /** Whether there is such a service. */
    public enum Presence {
        /** None that could be asked. */
        NONE,
        /** It answers; it may have nothing to say. */
        THERE,
        /** It does not, or not as it should. */
        AWAY
    }

    static <T> Told<T> none(Instant asked) {
        return new Told<>(
                Presence.NONE,
                Optional.of("no such service belongs to this console"),
                asked,
                Optional.empty());
    }

    static <T> Told<T> said(Instant asked, T answer) {
        return new Told<>(Presence.THERE, Optional.empty(), asked, Optional.of(answer));
    }

    static <T> Told<T> nothing(Instant asked, String reason) {
        return new Told<>(Presence.THERE, Optional.of(reason), asked, Optional.empty());
    }

    static <T> Told<T> away(Instant asked, String reason) {
        return new Told<>(Presence.AWAY, Optional.of(reason), asked, Optional.empty());
    }
}
