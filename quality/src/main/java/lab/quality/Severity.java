package lab.quality;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** The data are wrong or there are none: nobody may go by them. */
    ERROR,

    /** Worth a look; what reads the data takes it into account. */
    WARNING;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
