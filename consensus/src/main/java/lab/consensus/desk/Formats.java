package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import lab.files.KeptFile;
import lab.servicekit.PermanentFaultException;

/** The formats of the desk's files: each is a number in the file itself; without one it is 0. */
final class Formats {
    private Formats() {}

    /**
     * The format of a file.
     *
     * @throws PermanentFaultException if a newer version wrote it
     */
    static int check(Path file, JsonNode json, KeptFile kept) {
        if (!json.isObject()) {
            throw unreadable(file, new IllegalArgumentException("must be a JSON object"));
        }
        JsonNode format = json.path("format");
        if (!format.isMissingNode() && !format.canConvertToExactIntegral()) {
            throw unreadable(file, new IllegalArgumentException("format " + format));
        }
        if (!kept.knows(format.asLong())) {
            throw new PermanentFaultException(kept.refusal(file, format));
        }
        return format.asInt();
    }

    static PermanentFaultException unreadable(Path file, Exception cause) {
        return new PermanentFaultException(
                "desk state %s: must be whole, was not; ./lab reset --only derived makes it anew from the bus"
                        .formatted(file),
                cause);
    }
}
