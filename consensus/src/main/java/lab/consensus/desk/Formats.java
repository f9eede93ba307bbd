package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import lab.servicekit.PermanentFaultException;

/** The formats of the desk's files: each is a number in the file itself; without one it is 0. */
final class Formats {
    private Formats() {}

    /**
     * The format of a file.
     *
     * @throws PermanentFaultException if a newer version wrote it
     */
    static int check(Path file, JsonNode json, int newest) {
        JsonNode format = json.path("format");
        if (!format.isMissingNode() && !format.canConvertToExactIntegral()) {
            throw unreadable(file, new IllegalArgumentException("format " + format));
        }
        if (format.asLong() > newest) {
            throw new PermanentFaultException(
                    "desk state %s: is of format %s, this version knows formats up to %d; start it with the version that wrote it, or run ./lab reset"
                            .formatted(file, format, newest));
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
