package lab.replay;

import io.helidon.http.Status;
import java.util.function.Supplier;
import lab.servicekit.http.Router;

/** A replay over REST: how it is doing, and to pause it and have it go on. */
public final class ReplayRoutes implements Router.Routes {
    private final Supplier<Replay> replay;

    public ReplayRoutes(Supplier<Replay> replay) {
        this.replay = replay;
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/replay", _ -> replay.get().status())
                .post(
                        "/api/replay/pause",
                        (_, response) -> {
                            replay.get().pause();
                            response.status(Status.NO_CONTENT_204).send();
                        })
                .post(
                        "/api/replay/resume",
                        (_, response) -> {
                            replay.get().resume();
                            response.status(Status.NO_CONTENT_204).send();
                        });
    }
}
