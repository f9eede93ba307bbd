package lab.powerloss;

import java.io.IOException;

/** Nothing works any more. */
public final class PowerLostException extends IOException {
    private static final long serialVersionUID = 1;

    PowerLostException() {
        super("the power is gone");
    }
}
