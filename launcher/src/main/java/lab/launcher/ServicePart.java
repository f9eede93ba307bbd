package lab.launcher;

import java.io.IOException;
import java.util.Optional;

/** A service, in the lab's process or in one of its own. */
interface ServicePart extends AutoCloseable {
    /** Why it will not work again in this run, if so. */
    Optional<String> failure();

    /** What one has to know of it though it works. */
    default Optional<String> note() {
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
