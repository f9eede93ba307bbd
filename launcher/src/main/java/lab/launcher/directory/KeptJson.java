package lab.launcher.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.files.KeptFile;
import lab.servicekit.http.Json;

/** Reads what the lab keeps as JSON. */
public final class KeptJson {
    private KeptJson() {}

    /**
     * A file of one JSON object.
     *
     * @throws LabException if it is something else, with what to do
     */
    public static JsonNode read(KeptFile kept, Path file) throws IOException, LabException {
        String why = "it must be a JSON object";
        try {
            JsonNode json = Json.mapper().readTree(Files.readAllBytes(file));
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            why = e.getOriginalMessage();
        } catch (CharConversionException e) {
            why = String.valueOf(e.getMessage());
        }
        throw new LabException(kept.unreadable(file, why));
    }
}
