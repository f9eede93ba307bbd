package lab.launcher.market;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;
import lab.domain.Pair;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import lab.servicekit.http.Problem;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;

/** The pairs of a lab that runs over REST: which there are, one more, one less. */
final class PairsRoutes implements Router.Routes {
    private static final int CONFLICT = 409;

    private final Supplier<FeedPart> feed;

    /** A change of the pairs. */
    private interface Change {
        void of(FeedPart part, Pair pair) throws LabException, InterruptedException;
    }

    /**
     * @param feed throws {@link lab.servicekit.http.ProblemException} while there is none
     */
    PairsRoutes(Supplier<FeedPart> feed) {
        this.feed = feed;
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/pairs", _ -> feed.get().shownPairs())
                .post(
                        "/api/pairs/{pair}",
                        (request, response) -> change(request, response, FeedPart::add))
                .delete(
                        "/api/pairs/{pair}",
                        (request, response) -> change(request, response, FeedPart::remove));
    }

    /** Answers with all pairs as they are then. */
    private void change(ServerRequest request, ServerResponse response, Change change) {
        FeedPart part = feed.get();
        Pair pair = new RequestView(request).pair();
        try {
            change.of(part, pair);
            response.header(HeaderValues.CONTENT_TYPE_JSON);
            response.send(Json.write(part.shownPairs()));
        } catch (LabException | IllegalArgumentException e) {
            throw Problem.of(CONFLICT, LabException.reason(e)).asException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(503, "pairs: the lab is closing").asException();
        }
    }
}
