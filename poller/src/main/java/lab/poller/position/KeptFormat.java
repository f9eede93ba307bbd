package lab.poller.position;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import lab.files.KeptFile;

/**
 * The number of the format that a kept document begins with. Documents of before there was one have
 * none, which counts as 0.
 */
final class KeptFormat {
    static final String FIELD = "format";

    private KeptFormat() {}

    /** Refuses a document that a later version wrote: what it means is not known here. */
    static void check(Path file, JsonNode document, KeptFile kept) throws IOException {
        JsonNode format = document.path(FIELD);
        boolean isNumber = format.isMissingNode() || (format.isInt() && format.intValue() >= 0);
        if (!isNumber || !kept.knows(format.asInt())) {
            throw new IOException(kept.refusal(file, format));
        }
    }
}
