package lab.topics;

import org.jspecify.annotations.Nullable;

/** A link that is opened when it is needed, and anew after it has failed. One caller at a time. */
final class Links implements AutoCloseable {
    private final BusConnection connection;
    private @Nullable IggyLink current;

    Links(BusConnection connection) {
        this.connection = connection;
    }

    interface Request<T> {
        T run(IggyLink link) throws BusException, InterruptedException;
    }

    synchronized <T> T use(Request<T> request) throws BusException, InterruptedException {
        IggyLink link = current;
        if (link == null) {
            link = IggyLink.open(connection);
            current = link;
        }
        try {
            return request.run(link);
        } catch (BusException e) {
            if (!e.isRefusal() || e.errorCode().orElse(0) == ErrorCodes.UNAUTHENTICATED) {
                close();
            }
            throw e;
        } catch (InterruptedException | RuntimeException e) {
            close(); // its answer may still come, and would be taken for the next one's
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        IggyLink link = current;
        current = null;
        if (link != null) {
            link.close();
        }
    }
}
