package lab.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;

/** Tells the paper desk of a running lab over HTTP whether it may trade. */
public final class DeskClient implements AutoCloseable {
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    /** Nobody listens where the desk would. */
    public static final class DeskAwayException extends Exception {
        private static final long serialVersionUID = 1L;

        private DeskAwayException(ConnectException cause) {
            super("the paper desk is away", cause);
        }
    }

    private final RunningLab lab;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();

    public DeskClient(RunningLab lab) {
        this.lab = lab;
    }

    /** How the kill switch stands once it is engaged. */
    public JsonNode engage(Optional<String> reason)
            throws LabException, DeskAwayException, InterruptedException {
        Map<String, String> body = reason.map(text -> Map.of("reason", text)).orElse(Map.of());
        JsonNode answer =
                send(
                        request()
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(Json.write(body))));
        return checked(answer, true);
    }

    /** How the kill switch stands once it is released. */
    public JsonNode release() throws LabException, DeskAwayException, InterruptedException {
        return checked(send(request().DELETE()), false);
    }

    private HttpRequest.Builder request() {
        String token = TokenFile.openOrCreate(lab.data().token()).value();
        return HttpRequest.newBuilder(
                        URI.create("http://localhost:%d/api/killswitch".formatted(lab.deskPort())))
                .timeout(ANSWERS_WITHIN)
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request)
            throws LabException, DeskAwayException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (ConnectException e) {
            throw new DeskAwayException(e);
        } catch (IOException e) {
            throw new LabException(
                    "kill switch: the paper desk must answer on port %d, %s; ask again until it does"
                            .formatted(lab.deskPort(), LabException.reason(e)),
                    e);
        }
        JsonNode body = body(response);
        if (response.statusCode() != 200) {
            String detail = body.path("detail").asText("");
            throw new LabException(
                    "kill switch: the paper desk answered %d%s"
                            .formatted(
                                    response.statusCode(), detail.isEmpty() ? "" : ", " + detail));
        }
        return body;
    }

    private static JsonNode body(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            return Json.mapper().missingNode();
        }
    }

    /** What the switch says of itself counts, not that it was told. */
    private static JsonNode checked(JsonNode answer, boolean wanted) throws LabException {
        JsonNode engaged = answer.path("engaged");
        if (!engaged.isBoolean() || engaged.asBoolean() != wanted) {
            throw new LabException(
                    "kill switch: it must say that it is %s, said %s"
                            .formatted(wanted ? "engaged" : "released", said(engaged)));
        }
        return answer;
    }

    private static String said(JsonNode engaged) {
        if (!engaged.isBoolean()) {
            return "nothing of it";
        }
        return engaged.asBoolean() ? "engaged" : "released";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
