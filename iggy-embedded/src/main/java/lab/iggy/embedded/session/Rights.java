package lab.iggy.embedded.session;

import java.util.function.Predicate;
import lab.iggy.embedded.catalog.Catalog;
import lab.iggy.embedded.catalog.StreamEntry;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;

/**
 * Looks up what a request names, and whether the session may do that with it. As in the real server
 * what is not there is told first, so that everybody can find out what is.
 */
public final class Rights {

    /** A right in one stream. */
    public interface InStream {
        boolean isGranted(Permissions permissions, int stream);
    }

    /** A right in one topic. */
    public interface InTopic {
        boolean isGranted(Permissions permissions, int stream, int topic);
    }

    private Rights() {}

    public static void check(Session session, Predicate<Permissions> may) {
        if (!may.test(session.permissions())) {
            throw new RefusedException(
                    ErrorCode.UNAUTHORIZED, "user of %s: may not".formatted(session.address()));
        }
    }

    public static StreamEntry stream(
            Session session, InStream right, Catalog catalog, Identifier identifier) {
        return checked(session, right, catalog.stream(identifier));
    }

    public static StreamEntry checked(Session session, InStream right, StreamEntry stream) {
        check(session, permissions -> right.isGranted(permissions, stream.id()));
        return stream;
    }

    public static TopicEntry topic(
            Session session,
            InTopic right,
            Catalog catalog,
            Identifier stream,
            Identifier identifier) {
        var found = catalog.stream(stream);
        return checked(session, right, found, catalog.topic(stream, identifier));
    }

    public static TopicEntry checked(
            Session session, InTopic right, StreamEntry stream, TopicEntry topic) {
        check(session, permissions -> right.isGranted(permissions, stream.id(), topic.id()));
        return topic;
    }
}
