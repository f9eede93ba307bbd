package lab.console;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.console.market.AnnotationRow;
import lab.console.market.AnnotationStore;
import lab.console.market.Annotations;
import lab.console.market.LiveMarket;
import lab.domain.Layer;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;

/** Answers what is to be seen on charts. */
final class AnnotationRoutes implements Router.Routes {
    private static final Duration BY_DEFAULT = Duration.ofHours(24);
    private static final int ROWS_BY_DEFAULT = 1_000;
    private static final int ROWS_MAX = 5_000;

    private final Annotations annotations;
    private final LiveMarket market;

    AnnotationRoutes(Annotations annotations, LiveMarket market) {
        this.annotations = annotations;
        this.market = market;
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/annotations", this::answer);
    }

    private List<AnnotationRow> answer(RequestView request) {
        Optional<Instant> from = request.time("from");
        Optional<Instant> to = request.time("to");
        if (from.isPresent() && to.filter(from.get()::isAfter).isPresent()) {
            throw ProblemException.badRequest(
                    "to: must not be before from, was %s and from %s"
                            .formatted(to.get(), from.get()));
        }
        Optional<Layer> layer = request.parameter("layer").map(AnnotationRoutes::layer);
        try {
            return annotations.answer(
                    new Annotations.Question(
                            new AnnotationStore.Time(from.or(() -> before(to)), to),
                            request.pair("pair"),
                            layer,
                            request.parameter("limit", ROWS_BY_DEFAULT, 1, ROWS_MAX)));
        } catch (UncheckedIOException e) {
            throw ProblemException.unavailable(
                    "annotations: the warm tier must be readable, is not: " + e.getMessage());
        }
    }

    /** A day before the end, or before the newest of the market. */
    private Optional<Instant> before(Optional<Instant> to) {
        return to.or(market::newestEventTime)
                .or(annotations::newest)
                .map(end -> end.minus(BY_DEFAULT));
    }

    private static Layer layer(String text) {
        try {
            return Layer.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
