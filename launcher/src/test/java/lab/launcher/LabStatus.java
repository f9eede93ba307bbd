package lab.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import lab.servicekit.http.Json;

/** Asks a lab how it is. */
final class LabStatus {
    private LabStatus() {}

    /** Its document, or an empty one while nobody answers. */
    static JsonNode of(int port) {
        try {
            URI address = URI.create("http://localhost:%d/api/status".formatted(port));
            try (var in = address.toURL().openStream()) {
                return Json.mapper().readTree(in);
            }
        } catch (java.net.ConnectException e) {
            return Json.mapper().createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
