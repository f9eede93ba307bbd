package lab.topics;

import org.jspecify.annotations.Nullable;

/** A link that is opened when it is needed, and anew after it has failed. One caller at a time. */
public final class Links implements AutoCloseable {
    private final BusConnection connection;
    private @Nullable IggyLink current;

    public Links(BusConnection connection) {
        this.connection = connection;
    }

    public interface Request<T> {
        T run(IggyLink link) throws BusException, InterruptedException;
    }

    /**
     * Runs a request. A runtime exception out of the SDK is no answer either: the link is left, and
     * whoever asked may ask again.
     */
    public synchronized <T> T use(Request<T> request) throws BusException, InterruptedException {
        try {
            IggyLink link = current;
            if (link == null) {
                link = IggyLink.open(connection);
                current = link;
            }
            return request.run(link);
        } catch (BusException e) {
            if (!e.isRefusal() || e.errorCode().orElse(0) == ErrorCodes.UNAUTHENTICATED) {
                close();
            }
            throw e;
        } catch (InterruptedException e) {
            close(); // its answer may still come, and would be taken for the next one's
            throw e;
        } catch (RuntimeException e) {
            close();
            throw BusException.unreachable(
                    "broker at %s: the client failed, %s".formatted(connection.address(), e), e);
        } catch (Error e) {
            close();
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
