package lab.iggy.embedded.storage.file;

import java.io.IOException;

/** An append to a partition that was deleted or purged while the request was on its way. */
public final class DeletedLogException extends IOException {
    private static final long serialVersionUID = 1L;

    public DeletedLogException(String message) {
        super(message);
    }
}
