package lab.iggy.embedded.token;

import java.util.OptionalLong;

/**
 * A personal access token as it is kept. The token itself is told once, when it is made.
 *
 * @param hash SHA-256 of it, in hex
 * @param expiresAtMicros from when on it is no good
 */
public record Token(String name, String hash, OptionalLong expiresAtMicros) {

    public boolean isExpired(long nowMicros) {
        return expiresAtMicros.isPresent() && expiresAtMicros.getAsLong() <= nowMicros;
    }
}
