package lab.iggy.embedded.token;

import java.util.OptionalLong;

/**
 * A personal access token as it is kept. The token itself is told once, when it is made.
 *
 * @param user whose it is
 * @param hash SHA-256 of it, in hex
 * @param expiresAtMicros from when on it is no good
 */
public record Token(int user, String name, String hash, OptionalLong expiresAtMicros) {

    public boolean isExpired(long nowMicros) {
        return expiresAtMicros.isPresent() && expiresAtMicros.getAsLong() <= nowMicros;
    }
}
