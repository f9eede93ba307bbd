package lab.poller.feed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;

/**
 * What of an exchange is heard, and where.
 *
 * @param silenceMax how long it may be silent before its connection counts as lost
 * @param recording where frames are written as well
 */
public record LiveSettings(
        List<Pair> pairs, URI webSocket, URI rest, Duration silenceMax, Optional<Path> recording) {
    public LiveSettings {
        pairs = List.copyOf(pairs);
    }
}
