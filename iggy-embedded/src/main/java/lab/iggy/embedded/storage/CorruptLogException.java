package lab.iggy.embedded.storage;

import java.io.IOException;

/** Bytes on disk that are not what was written there. */
public final class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptLogException(String message) {
        super(message);
    }
}
