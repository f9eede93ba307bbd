package lab.launcher.fluss;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import lab.launcher.Ports;

/**
 * A port for a server that is started more than once. None of those that the system gives to
 * outgoing connections: one of them may have it when the server comes back.
 */
final class FreePort {
    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;

    private FreePort() {}

    static int any() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, LAST))
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow();
    }
}
