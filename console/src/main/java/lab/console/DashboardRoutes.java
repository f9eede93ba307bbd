package lab.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lab.servicekit.http.Json;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;

/**
 * The dashboards that Grafana would show, for a page that draws them by itself: {@code
 * /dashboards}.
 */
final class DashboardRoutes implements Router.Routes {
    /** In the order of the page. */
    static final List<String> NAMES =
            List.of(
                    "live-ticks",
                    "flink-pipeline",
                    "system-health",
                    "paper-trading",
                    "lancer",
                    "replay");

    private static final String FOLDER = "/lab/console/dashboards/";
    private static final String PAGE = "/lab/console/page/dashboards.html";

    /** A dashboard, by the name of its file. */
    record Listed(String name, String title) {}

    @Override
    public void addTo(Router router) {
        String page = new String(bytes(PAGE), StandardCharsets.UTF_8);
        router.get(
                        "/dashboards",
                        (_, response) -> {
                            response.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
                            response.header(HeaderNames.CACHE_CONTROL, "no-cache");
                            response.send(page);
                        })
                .json("/api/dashboards", _ -> all())
                .json("/api/dashboards/{name}", DashboardRoutes::one);
    }

    private static List<Listed> all() {
        List<Listed> all = new ArrayList<>();
        for (String name : NAMES) {
            all.add(new Listed(name, read(name).path("title").asText()));
        }
        return all;
    }

    private static JsonNode one(RequestView request) {
        String name = request.segment("name");
        if (!NAMES.contains(name)) {
            throw ProblemException.notFound(
                    "dashboard: must be one of %s, was %s"
                            .formatted(String.join(", ", NAMES), name));
        }
        return read(name);
    }

    private static JsonNode read(String name) {
        try {
            return Json.mapper().readTree(bytes(FOLDER + name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String resource) {
        try (InputStream content = DashboardRoutes.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException(resource + ": must be on the class path, is not");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
