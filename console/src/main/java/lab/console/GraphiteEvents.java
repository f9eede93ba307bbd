package lab.console;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import lab.console.market.AnnotationRow;
import lab.console.market.AnnotationStore;
import lab.console.market.Annotations;
import lab.domain.Layer;
import lab.domain.Pair;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;

/**
 * Annotations as Graphite gives events, so that Grafana shows them with a data source that it has
 * built in: {@code GET /events/get_data?from=…&until=…&tags=buy BTC-USD}. An event's tags are its
 * layer and its pair, and it has to have all that are asked for.
 */
final class GraphiteEvents implements Router.Routes {
    private static final Duration BY_DEFAULT = Duration.ofHours(24);
    private static final int EVENTS_MAX = 1_000;

    private final Annotations annotations;
    private final InstantSource clock;

    /** As Graphite writes it; {@code when} in seconds. */
    record Event(String id, BigDecimal when, String what, String data, List<String> tags) {
        static Event of(AnnotationRow row) {
            return new Event(
                    row.id(),
                    GraphiteTime.seconds(row.time()),
                    row.layer() + ' ' + row.pair(),
                    row.text(),
                    List.of(row.layer(), row.pair()));
        }
    }

    GraphiteEvents(Annotations annotations, InstantSource clock) {
        this.annotations = annotations;
        this.clock = clock;
    }

    @Override
    public void addTo(Router router) {
        router.json("/events/get_data", this::answer);
    }

    private List<Event> answer(RequestView request) {
        Instant now = clock.instant();
        Instant until = time(request, "until", now).orElse(now);
        Instant from = time(request, "from", now).orElse(until.minus(BY_DEFAULT));
        List<String> tags =
                request.parameter("tags").stream()
                        .flatMap(text -> Stream.of(text.strip().split("\\s+", -1)))
                        .filter(tag -> !tag.isEmpty())
                        .distinct()
                        .toList();
        List<Layer> layers = all(tags, Layer::parse);
        List<Pair> pairs = all(tags, Pair::new);
        if (layers.size() > 1 || pairs.size() > 1 || layers.size() + pairs.size() < tags.size()) {
            return List.of();
        }
        try {
            return annotations
                    .answer(
                            new Annotations.Question(
                                    new AnnotationStore.Time(Optional.of(from), Optional.of(until)),
                                    pairs.stream().findFirst(),
                                    layers.stream().findFirst(),
                                    EVENTS_MAX))
                    .stream()
                    .map(Event::of)
                    .toList();
        } catch (UncheckedIOException e) {
            throw ProblemException.unavailable(
                    "events: the warm tier must be readable, is not: " + e.getMessage());
        }
    }

    private static Optional<Instant> time(RequestView request, String name, Instant now) {
        return request.parameter(name)
                .map(text ->
                        GraphiteTime.parse(text, now)
                                .orElseThrow(() ->
                                        ProblemException.badRequest(
                                                "%s: must be seconds since 1970, now, or a time before now such as -24h"
                                                        .formatted(name))));
    }

    private static <T> List<T> all(List<String> tags, Function<String, T> reader) {
        return tags.stream().flatMap(tag -> read(tag, reader)).toList();
    }

    private static <T> Stream<T> read(String tag, Function<String, T> reader) {
        try {
            return Stream.of(reader.apply(tag));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }
}
