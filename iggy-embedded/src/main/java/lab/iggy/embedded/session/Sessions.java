package lab.iggy.embedded.session;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import lab.iggy.embedded.user.UserKeeper;

/** All connections, by client id. Ids start at 1: 0 means no client in the protocol. */
public final class Sessions {
    private final ConcurrentSkipListMap<Integer, Session> byId = new ConcurrentSkipListMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final UserKeeper users;

    public Sessions(UserKeeper users) {
        this.users = users;
    }

    public Session open(String address) {
        int id;
        do {
            id = lastId.incrementAndGet();
        } while (id == 0 || byId.containsKey(id));
        var session = new Session(id, address, users);
        byId.put(id, session);
        return session;
    }

    public void close(Session session) {
        byId.remove(session.clientId());
    }

    public Optional<Session> find(int clientId) {
        return Optional.ofNullable(byId.get(clientId));
    }

    public Collection<Session> all() {
        return byId.values();
    }

    public int count() {
        return byId.size();
    }
}
