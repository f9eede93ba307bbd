package lab.iggy.embedded.user;

import java.nio.charset.StandardCharsets;

/** A username and a password, within the protocol's limits. Never printed with the password. */
public record Credentials(String username, String password) {
    public static final int BYTES_MIN = 3;
    public static final int USERNAME_BYTES_MAX = 50;
    public static final int PASSWORD_BYTES_MAX = 100;

    public Credentials {
        check("username", username, USERNAME_BYTES_MAX);
        check("password", password, PASSWORD_BYTES_MAX);
    }

    private static void check(String thing, String text, int bytesMax) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < BYTES_MIN || length > bytesMax) {
            throw new IllegalArgumentException(
                    "%s: must have %d to %d bytes, had %d"
                            .formatted(thing, BYTES_MIN, bytesMax, length));
        }
    }

    @Override
    public String toString() {
        return username + ":***";
    }
}
