package lab.lancer.kept;

import java.io.IOException;
import lab.servicekit.PermanentFault;

/** A newer version wrote a file. It stays as it is, and so does this. */
public final class NewerFormatException extends IOException implements PermanentFault {
    private static final long serialVersionUID = 1L;

    NewerFormatException(String message) {
        super(message);
    }
}
