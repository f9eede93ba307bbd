package lab.iggy.embedded.command;

import java.io.IOException;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.wire.WireReader;

/**
 * One command of the protocol.
 *
 * @param place the thread that it runs on
 */
public record Command(int code, Access access, Place place, Handler handler) {
    public enum Access {
        ANYONE,
        LOGGED_IN
    }

    public enum Place {
        /** The connection's own event loop: for what is over in microseconds. */
        LOOP,
        /** The one thread that changes the catalog. */
        CONTROL,
        /** A thread that may wait for the disk. */
        DISK,
        /**
         * The one thread that checks passwords, which takes long on purpose: whoever guesses keeps
         * others from logging in, and from nothing else.
         */
        PASSWORDS
    }

    /** Does the work. What the client must not do is thrown as a refusal. */
    public interface Handler {
        Reply handle(Session session, WireReader payload) throws IOException;
    }
}
