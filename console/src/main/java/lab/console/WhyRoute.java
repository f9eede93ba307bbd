package lab.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import lab.domain.Account;
import lab.domain.OrderId;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import lab.servicekit.http.ServiceAnswers;
import lab.servicekit.http.ServiceException;

/** Passes on what the paper desk says of why something happened: a page asks its own origin. */
final class WhyRoute implements Router.Routes, AutoCloseable {
    private static final Set<Integer> OK = Set.of(200);

    /** The desk asks the other services in turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Optional<ServiceAnswers> desk;

    WhyRoute(Optional<URI> desk) {
        this.desk = desk.map(ServiceAnswers::new);
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/why/{account}/{order_id}", this::answer);
    }

    private JsonNode answer(RequestView request) {
        ServiceAnswers asked =
                desk.orElseThrow(() ->
                        ProblemException.unavailable("why: no paper desk belongs to this console"));
        try {
            return asked.ask(path(request), JsonNode.class, OK, PATIENCE);
        } catch (ServiceException e) {
            String reason = String.valueOf(e.getMessage());
            throw e.isNotFound()
                    ? ProblemException.notFound(reason)
                    : ProblemException.unavailable("why: the paper desk, " + reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("why: the console is closing");
        }
    }

    /** Of names that have their form alone: nothing else becomes part of an address. */
    private static String path(RequestView request) {
        try {
            return "/api/why/%s/%s"
                    .formatted(
                            Account.trader(request.segment("account")),
                            new OrderId(request.segment("order_id")));
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        desk.ifPresent(ServiceAnswers::close);
    }
}
