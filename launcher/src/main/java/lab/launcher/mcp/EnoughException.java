package lab.launcher.mcp;

import java.io.IOException;

/** An answer has as many rows as were wanted; nothing is wrong. */
public final class EnoughException extends IOException {
    private static final long serialVersionUID = 1L;

    EnoughException() {
        super("there are enough rows");
    }
}
